// A Postgres server for one test that crashes it, configures it or fills its disk. Creating one takes about a
// second: use shared_postgres() for all other tests.
#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "support/postgres.hpp"
#include "support/temporary_folder.hpp"

namespace seedbed::test {

// The server is stopped and removed at the end, even if this process is killed.
class OwnServer {
 public:
  // Started, with these lines in its postgresql.conf. Throws std::runtime_error with what was said, as do the
  // others.
  explicit OwnServer(const std::vector<std::string>& configuration = {});
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  // How to connect; the same after each start().
  [[nodiscard]] const PostgresServer& server() const { return server_; }
  [[nodiscard]] std::string data_folder() const { return folder_.file("data"); }
  // What the server has logged so far.
  [[nodiscard]] std::string log() const { return read_file(folder_.file("log")); }

  // Crashes the server: it writes nothing more, and recovers at the next start().
  void crash();
  // Ends all connections, then shuts down cleanly.
  void stop();
  void start();

  // Makes a tablespace on a file system of its own with this little room. Returns "", or the reason why it
  // cannot be had here, for skip(): mounting takes root.
  [[nodiscard]] std::string add_small_tablespace(const std::string& name, int megabytes);

 private:
  struct ClosePipe {
    void operator()(std::FILE* pipe) const noexcept;
  };

  TemporaryFolder folder_;
  std::unique_ptr<std::FILE, ClosePipe> keeper_;  // stops the server when this end of the pipe closes
  PostgresServer server_;
};

}  // namespace seedbed::test
