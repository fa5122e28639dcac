// The lines of the jsonl sink, their order, and standard output.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <limits>

#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

LoadRequest one_table(const Table& table) {
  LoadRequest request;
  request.tables = {table};
  return request;
}

std::string lines_of(const Table& table, const std::vector<Row>& rows) {
  TemporaryFolder folder;
  const auto path = folder.file("a.jsonl");
  load_all(*make_target(parse_target("jsonl:" + path)), one_table(table), {rows});
  return read_file(path);
}

// Runs `act` with standard output redirected to `to`.
void with_standard_output(int to, const std::function<void()>& act) {
  const int saved = ::dup(STDOUT_FILENO);
  REQUIRE(::dup2(to, STDOUT_FILENO) >= 0);
  act();
  ::dup2(saved, STDOUT_FILENO);
  ::close(saved);
}

}  // namespace

TEST_CASE("each type as JSON", "[jsonl]") {
  const Table table{"all",
                    {{"b", Type::boolean},
                     {"i", Type::integer},
                     {"r", Type::real},
                     {"d", Type::decimal, 2},
                     {"s", Type::text},
                     {"t", Type::time},
                     {"day", Type::date},
                     {"w", Type::duration},
                     {"u", Type::uuid},
                     {"j", Type::json}}};
  const std::string uuid("\x00\x11\x22\x33\x44\x55\x46\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
  CHECK(lines_of(table, {{1, -7, 0.1, -5, "a\"b\\c\n\x01🌱", minute(0) + 1, 19723, 90'500'000, uuid,
                          "{\"a\":\n[1]}"}}) ==
        "{\"table\":\"all\",\"b\":true,\"i\":-7,\"r\":0.1,\"d\":-0.05,\"s\":\"a\\\"b\\\\c\\n\\u0001🌱\","
        "\"t\":\"2024-01-01T00:00:00.000001Z\",\"day\":\"2024-01-01\",\"w\":90.5,"
        "\"u\":\"00112233-4455-4677-8899-aabbccddeeff\",\"j\":{\"a\": [1]}}\n");
  CHECK(lines_of(table, {Row(10, nullptr)}) ==
        "{\"table\":\"all\",\"b\":null,\"i\":null,\"r\":null,\"d\":null,\"s\":null,\"t\":null,\"day\":null,"
        "\"w\":null,\"u\":null,\"j\":null}\n");
}

TEST_CASE("numbers that JSON cannot write are null, others read back the same", "[jsonl]") {
  const Table table{"n", {{"r", Type::real}, {"w", Type::duration}}};
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto line = [](const char* real, const char* duration) {
    return std::string("{\"table\":\"n\",\"r\":") + real + ",\"w\":" + duration + "}\n";
  };
  CHECK(
      lines_of(table, {{std::nan(""), 0}, {kInfinity, -1}, {-kInfinity, 60'000'000}, {1e300, -1'500'000}}) ==
      line("null", "0") + line("null", "-0.000001") + line("null", "60") + line("1e+300", "-1.5"));
}

TEST_CASE("rows of all tables are written in the order of their ranks", "[jsonl]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.jsonl");
  LoadRequest request;
  request.tables = {{"a", {{"n", Type::integer}}}, {"b", {{"n", Type::integer}}}};
  const auto target = make_target(parse_target("jsonl:" + path));
  target->prepare(request);
  CHECK(target->total_order());
  auto a = target->open_writer(0);
  auto b = target->open_writer(1);
  const auto batch = [&](std::size_t table, std::vector<std::uint64_t> ranks) {
    Batch rows(request.tables[table]);
    for (const auto rank : ranks) {
      rows.append_word(0, rank);
      rows.append_rank(rank);
    }
    rows.finish_rows(ranks.size());
    return rows;
  };
  b->write(batch(1, {1, 4, 5}));
  b->write(batch(1, {6}));
  a->write(batch(0, {0, 2, 3}));
  a->write(batch(0, {8}));
  b->write(batch(1, {7, 9}));
  a->finish();
  b->finish();
  target->publish({{4, 6}, {Digest{}, Digest{}}});
  std::string expected;
  const std::string_view tables = "abaabbbbab";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    expected += "{\"table\":\"";
    expected += tables[i];
    expected += "\",\"n\":" + std::to_string(i) + "}\n";
  }
  CHECK(read_file(path) == expected);
}

TEST_CASE("a missing rank fails the load", "[jsonl]") {
  TemporaryFolder folder;
  const auto request = one_table(kVisits);
  const auto target = make_target(parse_target("jsonl:" + folder.file("a.jsonl")));
  target->prepare(request);
  auto writer = target->open_writer(0);
  writer->write(make_batch(kVisits, visits_rows()[0], 1));
  writer->finish();
  CHECK(caught([&] { target->publish({{2}, {Digest{}}}); }).says("row 0 of the common order is missing"));
  target->discard();
  CHECK(folder.names().empty());
}

TEST_CASE("appending to a jsonl file, and a column named table, are refused", "[jsonl]") {
  TemporaryFolder folder;
  LoadRequest request = one_table(kVisits);
  request.if_exists = IfExists::append;
  const auto target = make_target(parse_target("jsonl:" + folder.file("a.jsonl")));
  CHECK(caught([&] { target->prepare(request); }).failure == Failure::usage);
  const auto clash = caught([&] { lines_of({"t", {{"table", Type::text}}}, {}); });
  CHECK(clash.failure == Failure::usage);
  CHECK(clash.says("'t' has a column 'table'"));
}

TEST_CASE("standard output gets the lines", "[jsonl]") {
  TemporaryFolder folder;
  const auto path = folder.file("out");
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  const auto request = one_table(kVisits);
  with_standard_output(file,
                       [&] { load_all(*make_target(parse_target("jsonl:-")), request, visits_rows()); });
  ::close(file);
  CHECK(read_file(path) == lines_of(kVisits, visits_rows()[0]));
}

TEST_CASE("a closed pipe is not a failure", "[jsonl]") {
  const auto old_handler = std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::close(ends[0]);
  const auto request = one_table(kVisits);
  bool closed = false;
  with_standard_output(ends[1], [&] {
    try {
      load_all(*make_target(parse_target("jsonl:-")), request, visits_rows());
    } catch (const OutputClosed&) {
      closed = true;
    }
  });
  ::close(ends[1]);
  std::signal(SIGPIPE, old_handler);
  CHECK(closed);
}

TEST_CASE("a full device behind standard output is a failure", "[jsonl]") {
  const int full = ::open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  const auto request = one_table(kVisits);
  Caught error;
  with_standard_output(full, [&] {
    error = caught([&] { load_all(*make_target(parse_target("jsonl:-")), request, visits_rows()); });
  });
  ::close(full);
  CHECK(error.failure == Failure::load);
  CHECK(error.says("standard output"));
  CHECK(error.says("No space left on device"));
}
