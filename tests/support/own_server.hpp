// A Postgres server of a test's own, for tests that crash it, configure it or fill its disk. Making one takes
// about a second: use shared_postgres() for everything else.
#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "support/postgres.hpp"
#include "support/temporary_folder.hpp"

namespace seedbed::test {

// Stopped and removed at the end, even if this process is killed.
class OwnServer {
 public:
  // Started, with these lines in its postgresql.conf. Throws std::runtime_error with what was said, as do the
  // others.
  explicit OwnServer(const std::vector<std::string>& configuration = {});
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  // Where it is; the same after each start().
  [[nodiscard]] const PostgresServer& server() const { return server_; }
  [[nodiscard]] std::string data_folder() const { return folder_.file("data"); }
  // What the server has logged so far.
  [[nodiscard]] std::string log() const { return read_file(folder_.file("log")); }

  // As a crash of the server: it has no time to write anything, and recovers when it is started again.
  void crash();
  // Disconnects everybody, then stops in good order.
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
