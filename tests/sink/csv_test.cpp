// The CSV sink: golden bytes, and folders that exist already.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "sink/csv/row_encoder.hpp"
#include "sink/readback.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;
namespace fs = std::filesystem;

namespace {

std::string lines_of_rows(const Table& table, const std::vector<Row>& rows) {
  csv::RowEncoder encoder(table);
  std::string out = encoder.header();
  encoder.encode(make_batch(table, rows), out);
  return out;
}

constexpr char kVisitsText[] =
    "user_id,page,ts\r\n1,home,2024-01-01T00:00:00.000000Z\r\n2,loan,2024-01-01T00:01:00.000000Z\r\n";

void load_csv(const std::string& path, const LoadRequest& request) {
  load_all(*make_target(parse_target("csv:" + path)), request, visits_rows());
}

LoadRequest replacing() {
  LoadRequest request = visits_request();
  request.if_exists = IfExists::replace;
  return request;
}

}  // namespace

TEST_CASE("each type as CSV", "[csv]") {
  const Table table = table_of_all_types("t");
  const std::string uuid("\x00\x11\x22\x33\x44\x55\x46\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
  CHECK(lines_of_rows(table,
                      {{1, -7, 0.1, -5, "plain", minute(1) + 1, 19723, 1'500'000, uuid, "{\"a\":[1, 2]}"},
                       Row(10, nullptr),
                       {0, 0, 1e300, 1200, "", minute(0), 0, -60'000'000, uuid, "[]"}}) ==
        "boolean,integer,real,decimal,text,time,date,duration,uuid,json\r\n"
        "true,-7,0.1,-0.05,plain,2024-01-01T00:01:00.000001Z,2024-01-01,1.5,00112233-4455-4677-8899-"
        "aabbccddeeff,"
        "\"{\"\"a\"\":[1, 2]}\"\r\n"
        ",,,,,,,,,\r\n"
        "false,0,1e+300,12.00,\"\",2024-01-01T00:00:00.000000Z,1970-01-01,-60,00112233-4455-4677-8899-"
        "aabbccddeeff,"
        "[]\r\n");
}

TEST_CASE("texts are quoted where they must be", "[csv]") {
  struct Case {
    const char* text;
    const char* field;
  };
  for (const Case& c :
       {Case{"plain text", "plain text"}, Case{"", "\"\""}, Case{"a,b", "\"a,b\""}, Case{"\"", "\"\"\"\""},
        Case{"say \"hi\" twice", "\"say \"\"hi\"\" twice\""}, Case{"a\nb", "\"a\nb\""},
        Case{"a\rb", "\"a\rb\""}, Case{" a", "\" a\""}, Case{"a ", "\"a \""}, Case{"\\.", "\"\\.\""},
        Case{"\\N", "\\N"}, Case{"NULL", "NULL"}, Case{"tab\there", "tab\there"},
        Case{"naïve 日本 🌱", "naïve 日本 🌱"}, Case{"a;b|c'd", "a;b|c'd"}}) {
    CHECK(lines_of_rows({"t", {{"x", Type::text}}}, {{c.text}}) == std::string("x\r\n") + c.field + "\r\n");
  }
  CHECK(lines_of_rows({"t", {{"a, \"b\"", Type::integer}, {" c", Type::integer}}}, {}) ==
        "\"a, \"\"b\"\"\",\" c\"\r\n");
}

TEST_CASE("each table has a file of its name", "[csv]") {
  TemporaryFolder folder;
  load_csv(folder.file("out/"), visits_request());
  CHECK(folder.names() == std::vector<std::string>{"out"});
  CHECK(read_file(folder.file("out/visits.csv")) == kVisitsText);
}

TEST_CASE("an empty folder is filled, and keeps its permissions", "[csv]") {
  TemporaryFolder folder;
  fs::create_directory(folder.file("out"));
  fs::permissions(folder.file("out"), fs::perms(0700));
  load_csv(folder.file("out"), visits_request());
  CHECK(read_file(folder.file("out/visits.csv")) == kVisitsText);
  CHECK(fs::status(folder.file("out")).permissions() == fs::perms(0700));
  CHECK(folder.names() == std::vector<std::string>{"out"});
}

TEST_CASE("a folder is replaced as a whole, through a link too", "[csv]") {
  TemporaryFolder folder;
  fs::create_directory(folder.file("real"));
  fs::create_directory_symlink("real", folder.file("out"));
  write_file(folder.file("real/visits.csv"), "old");
  fs::permissions(folder.file("real"), fs::perms(0750));
  load_csv(folder.file("out"), replacing());
  CHECK(read_file(folder.file("real/visits.csv")) == kVisitsText);
  CHECK(fs::is_symlink(folder.file("out")));
  CHECK(fs::status(folder.file("real")).permissions() == fs::perms(0750));
  CHECK(folder.names() == std::vector<std::string>{"out", "real"});
}

TEST_CASE("a folder with other files is not replaced", "[csv]") {
  TemporaryFolder folder;
  const auto path = folder.file("out");
  fs::create_directory(path);
  write_file(path + "/visits.csv", "old");
  const bool folder_inside = GENERATE(true, false);
  if (folder_inside) {
    fs::create_directory(path + "/precious");
  } else {
    write_file(path + "/precious", "kept");
  }
  SECTION("when the load begins") {
    const auto error = caught([&] { load_csv(path, replacing()); });
    CHECK(error.failure == Failure::usage);
    CHECK(error.says("holds more than files of this model's tables ('precious'), and is not replaced"));
  }
  SECTION("when it ends") {
    fs::rename(path + "/precious", folder.file("precious"));
    const LoadRequest request = replacing();
    const auto target = make_target(parse_target("csv:" + path));
    target->prepare(request);
    const LoadTotals totals = write_all(*target, request, visits_rows());
    fs::rename(folder.file("precious"), path + "/precious");
    const auto error = caught([&] { target->publish(totals); });
    CHECK(error.says("'precious'"));
    target->discard();
  }
  CHECK(read_file(path + "/visits.csv") == "old");
  CHECK(fs::exists(path + "/precious"));
  CHECK(folder.names() == std::vector<std::string>{"out"});
}

TEST_CASE("a folder that another program fills during the load is not replaced", "[csv]") {
  TemporaryFolder folder;
  const auto path = folder.file("out");
  const LoadRequest request = visits_request();
  const auto target = make_target(parse_target("csv:" + path));
  target->prepare(request);
  const LoadTotals totals = write_all(*target, request, visits_rows());
  fs::create_directory(path);
  SECTION("an empty folder is replaced") {
    target->publish(totals);
    CHECK(read_file(path + "/visits.csv") == kVisitsText);
  }
  SECTION("a folder with a file is refused") {
    write_file(path + "/visits.csv", "theirs");
    const auto error = caught([&] { target->publish(totals); });
    CHECK(error.failure == Failure::exists);
    target->discard();
    CHECK(read_file(path + "/visits.csv") == "theirs");
  }
  CHECK(folder.names() == std::vector<std::string>{"out"});
}

TEST_CASE("a .part that a killed load left is taken over, but no other folder", "[csv]") {
  TemporaryFolder folder;
  const auto part = folder.file("out.part");
  fs::create_directory(part);
  write_file(part + "/visits.csv", "half a lo");
  SECTION("it holds only files of this load's tables") {
    load_csv(folder.file("out"), visits_request());
    CHECK(read_file(folder.file("out/visits.csv")) == kVisitsText);
    CHECK(folder.names() == std::vector<std::string>{"out"});
  }
  SECTION("it holds other files") {
    write_file(part + "/precious", "kept");
    const auto error = caught([&] { load_csv(folder.file("out"), visits_request()); });
    CHECK(error.failure == Failure::load);
    CHECK(error.says("is in the way: it holds more than files of this model's tables ('precious')"));
    CHECK(read_file(part + "/precious") == "kept");
    CHECK(read_file(part + "/visits.csv") == "half a lo");
  }
  SECTION("another load is writing it") {
    const int held = ::open(part.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(::flock(held, LOCK_EX) == 0);
    const auto error = caught([&] { load_csv(folder.file("out"), visits_request()); });
    CHECK(error.says("another load is writing"));
    CHECK(read_file(part + "/visits.csv") == "half a lo");
    ::close(held);
  }
  SECTION("it is a file") {
    fs::remove_all(part);
    write_file(part, "kept");
    CHECK(caught([&] { load_csv(folder.file("out"), visits_request()); }).says("it is not a folder"));
    CHECK(read_file(part) == "kept");
  }
}

TEST_CASE("a path that cannot be a folder of tables is refused", "[csv]") {
  TemporaryFolder folder;
  write_file(folder.file("file"), "kept");
  struct Case {
    std::string path;
    const char* says;
  };
  for (const Case& c :
       {Case{folder.file("file"), "is a file: name a folder"}, Case{folder.file("file/x"), "is not a folder"},
        Case{folder.file("no/where"), "does not exist; create it first"},
        Case{folder.path() + "/.", "is replaced as a whole: name a folder in it"},
        Case{"..", "is replaced as a whole"}, Case{"/", "is replaced as a whole"},
        Case{"/proc", "is where a disk is mounted"}}) {
    const auto error = caught([&] { load_csv(c.path, replacing()); });
    CAPTURE(c.path, error.message);
    CHECK(error.failure == Failure::usage);
    CHECK(error.says(c.says));
  }
  CHECK(read_file(folder.file("file")) == "kept");
}

TEST_CASE("csv files cannot be appended to", "[csv]") {
  TemporaryFolder folder;
  LoadRequest request = visits_request();
  request.if_exists = IfExists::append;
  const auto error = caught([&] { load_csv(folder.file("out"), request); });
  CHECK(error.failure == Failure::usage);
  CHECK(error.says("cannot be appended to"));
  CHECK(folder.names().empty());
}

TEST_CASE("a table whose name cannot be a file's name is refused", "[csv]") {
  TemporaryFolder folder;
  for (const std::string& name :
       {std::string("a/b"), std::string("."), std::string("../up"), std::string(252, 'x')}) {
    LoadRequest request;
    request.tables = {{name, {{"x", Type::integer}}}};
    const auto error =
        caught([&] { load_all(*make_target(parse_target("csv:" + folder.file("out"))), request, {{}}); });
    CHECK(error.failure == Failure::usage);
    CHECK(error.says("table '" + name + "' cannot have a csv file of its name"));
  }
  CHECK(folder.names().empty());
  LoadRequest request;
  request.tables = {{"a.b", {{"x", Type::integer}}}};
  load_all(*make_target(parse_target("csv:" + folder.file("out"))), request, {{}});
  CHECK(read_file(folder.file("out/a.b.csv")) == "x\r\n");
}
