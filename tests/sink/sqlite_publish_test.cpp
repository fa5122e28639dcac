// How a new SQLite file is published, and how it replaces an older one.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "sink/readback.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

using Names = std::vector<std::string>;

LoadRequest replacing() {
  LoadRequest request = visits_request();
  request.if_exists = IfExists::replace;
  return request;
}

bool holds_visits(const std::string& path) { return query_one(path, "SELECT count(*) FROM visits") == "2"; }

}  // namespace

TEST_CASE("a new file records its load and passes SQLite's integrity check", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request = visits_request();
  request.verify = true;
  load_visits(path, request);
  CHECK(query_one(path, "PRAGMA application_id") == "1397048644");
  CHECK(query_one(path, "PRAGMA integrity_check") == "ok");
  CHECK(query_one(path, "PRAGMA journal_mode") == "delete");
  CHECK(query(path, "SELECT model, seed, since, until, shard, shards, rows, objects FROM seedbed_load") ==
        std::vector<TextRow>{{"visits", "1", "2024-01-01 00:00:00.000000", "2024-01-01 00:10:00.000000", "1",
                              "1", "{\"visits\":2}", "[\"visits\"]"}});
  CHECK(query_one(path, "SELECT json_extract(digests, '$.visits') FROM seedbed_load").size() == 32);
  CHECK(folder.names() == Names{"a.db"});
}

TEST_CASE("the same load gives the same bytes", "[sqlite]") {
  TemporaryFolder folder;
  load_visits(folder.file("a.db"), visits_request());
  load_visits(folder.file("b.db"), visits_request());
  CHECK(read_file(folder.file("a.db")) == read_file(folder.file("b.db")));
}

TEST_CASE("a .part that a killed load left is taken over", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  write_file(path + ".part", std::string(100'000, 'x'));
  write_file(path + ".part-journal", "a journal of who knows what");
  load_visits(path, visits_request());
  CHECK(holds_visits(path));
  CHECK(folder.names() == Names{"a.db"});
}

TEST_CASE("a killed load is run again", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  const LoadRequest request = replacing();
  load_visits(path, request);
  const auto before = read_file(path);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto target = make_target(parse_target(path));
    target->prepare(request);
    write_all(*target, request, visits_rows());
    ::raise(SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(folder.names() == Names{"a.db", "a.db.part"});
  CHECK(read_file(path) == before);
  load_visits(path, request);
  CHECK(holds_visits(path));
  CHECK(folder.names() == Names{"a.db"});
}

TEST_CASE("a .part that another load holds is left alone", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  const auto first = make_target(parse_target(path));
  const LoadRequest request = visits_request();
  first->prepare(request);
  const auto error = caught([&] { load_visits(path, request); });
  CHECK(error.failure == Failure::load);
  CHECK(error.says("another load is writing"));
  first->publish(write_all(*first, request, visits_rows()));
  CHECK(holds_visits(path));
}

TEST_CASE("a file that appears during the load is not overwritten", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  const auto target = make_target(parse_target(path));
  const LoadRequest request = visits_request();
  target->prepare(request);
  const auto totals = write_all(*target, request, visits_rows());
  write_file(path, "mine");
  const auto error = caught([&] { target->publish(totals); });
  CHECK(error.failure == Failure::exists);
  target->discard();
  CHECK(read_file(path) == "mine");
  CHECK(folder.names() == Names{"a.db"});
}

TEST_CASE("replace replaces the file of an earlier load", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, visits_request());
  execute(path, "DELETE FROM visits");
  ::chmod(path.c_str(), 0640);
  load_visits(path, replacing());
  CHECK(holds_visits(path));
  CHECK(folder.names() == Names{"a.db"});
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("replace replaces an empty file and a database without tables", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  write_file(path, "");
  load_visits(path, replacing());
  CHECK(holds_visits(path));
  const auto other = folder.file("b.db");
  execute(other, "PRAGMA user_version = 7");
  load_visits(other, replacing());
  CHECK(holds_visits(other));
}

TEST_CASE("replace refuses tables and views that seedbed did not make", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  for (const char* sql : {"CREATE TABLE mine (x)", "CREATE VIEW mine AS SELECT 1"}) {
    DYNAMIC_SECTION(sql) {
      load_visits(path, visits_request());
      execute(path, sql);
      const auto before = read_file(path);
      const auto error = caught([&] { load_visits(path, replacing()); });
      CHECK(error.failure == Failure::usage);
      CHECK(error.says("'mine'"));
      CHECK(read_file(path) == before);
      CHECK(folder.names() == Names{"a.db"});
    }
  }
}

TEST_CASE("a path that is not a database file is refused, and stays unchanged", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  write_file(path, std::string(5000, 'x'));
  for (const IfExists how : {IfExists::replace, IfExists::append}) {
    LoadRequest request = visits_request();
    request.if_exists = how;
    const auto error = caught([&] { load_visits(path, request); });
    CHECK(error.failure == Failure::usage);
    CHECK(error.says("not an SQLite database"));
    CHECK(caught([&] { load_visits(folder.path(), request); }).says("is a folder"));
    CHECK(caught([&] { load_visits("/dev/null", request); }).says("not a regular file"));
  }
  CHECK(read_file(path) == std::string(5000, 'x'));
  CHECK(folder.names() == Names{"a.db"});
}

TEST_CASE("a folder that is missing or cannot be written in is named", "[sqlite]") {
  TemporaryFolder folder;
  auto error = caught([&] { load_visits(folder.file("none/a.db"), visits_request()); });
  CHECK(error.failure == Failure::usage);
  CHECK(error.says(folder.file("none") + "' does not exist"));
  error = caught([] { load_visits("/proc/a.db", visits_request()); });  // no program can create files there
  CHECK(error.failure == Failure::load);
  CHECK(error.says("/proc"));
}

TEST_CASE("a file that another program uses is not replaced", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, visits_request());
  const bool before_prepare = GENERATE(true, false);
  for (const std::string lock : {"BEGIN EXCLUSIVE", "PRAGMA journal_mode = WAL; SELECT * FROM visits"}) {
    DYNAMIC_SECTION(lock << (before_prepare ? " before" : " during")) {
      const LoadRequest request = replacing();
      const auto target = make_target(parse_target(path));
      std::unique_ptr<OtherProgram> other;
      const auto error = caught([&] {
        if (before_prepare) other = std::make_unique<OtherProgram>(path, lock);
        target->prepare(request);
        const auto totals = write_all(*target, request, visits_rows());
        if (!other) other = std::make_unique<OtherProgram>(path, lock);
        target->publish(totals);
      });
      CHECK(error.failure == Failure::load);
      CHECK(error.says("in use by another program"));
      target->discard();
      other.reset();
      CHECK(holds_visits(path));
      CHECK(folder.names() == Names{"a.db"});
    }
  }
}

TEST_CASE("logs beside the old file do not bring old tables back", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, visits_request());
  // A killed program leaves this state: rows only in the write-ahead log.
  {
    const OtherProgram other(path, "PRAGMA journal_mode = WAL; DELETE FROM visits");
    for (const char* ending : {"", "-wal", "-shm"}) {
      std::filesystem::copy_file(path + ending, folder.file("saved") + ending);
    }
  }
  const auto restore = [&](const std::vector<const char*>& endings) {
    for (const char* ending : endings) {
      std::filesystem::copy_file(folder.file("saved") + ending, path + ending,
                                 std::filesystem::copy_options::overwrite_existing);
    }
  };
  SECTION("a live write-ahead log") {
    restore({"", "-wal", "-shm"});
    load_visits(path, replacing());
  }
  SECTION("a stale log beside a file that is not in that mode") {
    restore({"-wal"});
    load_visits(path, replacing());
  }
  SECTION("a stale log beside no file") {
    restore({"-wal", "-shm"});
    std::filesystem::remove(path);
    load_visits(path, visits_request());
  }
  SECTION("garbage that looks like a log") {
    write_file(path + "-wal", std::string(5000, 'x'));
    load_visits(path, replacing());
  }
  CHECK(holds_visits(path));
  CHECK(folder.names() == Names{"a.db", "saved", "saved-shm", "saved-wal"});
}

TEST_CASE("a link is followed, and stays", "[sqlite]") {
  TemporaryFolder folder;
  const auto link = folder.file("link.db");
  std::filesystem::create_symlink("real.db", link);
  load_visits(link, visits_request());  // the link's target does not exist yet
  CHECK(std::filesystem::is_symlink(link));
  CHECK(holds_visits(folder.file("real.db")));
  execute(link, "DELETE FROM visits");
  load_visits(link, replacing());
  CHECK(std::filesystem::is_symlink(link));
  CHECK(holds_visits(folder.file("real.db")));
  CHECK(folder.names() == Names{"link.db", "real.db"});
}

TEST_CASE("names that SQLite reads specially are plain files", "[sqlite]") {
  TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const char* name : {"file:a.db?mode=memory", ":memory:", "%41.db"})
    load_visits(name, visits_request());
  std::filesystem::current_path(before);
  CHECK(folder.names() == Names{"%41.db", ":memory:", "file:a.db?mode=memory"});
}
