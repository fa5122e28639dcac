// The contract of src/sink/target.hpp, tested on every sink.
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>

#include "base/error.hpp"
#include "sink/readback.hpp"
#include "sink/registry.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/faulty_target.hpp"
#include "support/memory_target.hpp"
#include "support/rows.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// The file, folder or database that a sink's loads write to.
class Destination {
 public:
  Destination() = default;
  Destination(const Destination&) = delete;
  Destination& operator=(const Destination&) = delete;
  virtual ~Destination() = default;
  virtual std::string address() const = 0;
  virtual bool keeps_rows() const { return true; }
  // True if a user sees none of the tables.
  virtual bool shows_nothing(const std::vector<Table>& tables) const = 0;
  // Fails if a load has left anything, visible or not.
  virtual void check_holds_nothing() const = 0;
  virtual void check_holds_only_tables() const = 0;
  virtual std::vector<TextRow> read(const Table& table) const = 0;
};

using Read = std::vector<TextRow> (*)(const std::string& path, const Table& table);

class FileDestination : public Destination {
 public:
  FileDestination(std::string scheme, std::string file, Read reader)
      : scheme_(std::move(scheme)), file_(std::move(file)), read_(reader) {}
  std::string address() const override { return scheme_ + ":" + folder_.file(file_); }
  bool shows_nothing(const std::vector<Table>&) const override {
    return !std::filesystem::exists(folder_.file(file_));
  }
  void check_holds_nothing() const override { CHECK(folder_.names().empty()); }
  void check_holds_only_tables() const override { CHECK(folder_.names() == std::vector<std::string>{file_}); }
  std::vector<TextRow> read(const Table& table) const override { return read_(folder_.file(file_), table); }

 private:
  std::string scheme_, file_;
  Read read_;
  TemporaryFolder folder_;
};

class NoDestination final : public Destination {
 public:
  std::string address() const override { return "null:"; }
  bool keeps_rows() const override { return false; }
  bool shows_nothing(const std::vector<Table>&) const override { return true; }
  void check_holds_nothing() const override {}
  void check_holds_only_tables() const override {}
  std::vector<TextRow> read(const Table&) const override { return {}; }
};

class PostgresDestination final : public Destination {
 public:
  std::string address() const override { return database_.address(); }
  bool shows_nothing(const std::vector<Table>& tables) const override {
    const std::string names =
        database_.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace");
    return std::none_of(tables.begin(), tables.end(),
                        [&](const Table& table) { return names.find(table.name) != std::string::npos; });
  }
  void check_holds_nothing() const override {
    CHECK(database_.leftovers() == "");
    CHECK(database_.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "");
  }
  void check_holds_only_tables() const override { CHECK(database_.leftovers() == ""); }
  std::vector<TextRow> read(const Table& table) const override { return read_postgres(database_, table); }

 private:
  TestDatabase database_;
};

struct Sink {
  std::string name;
  std::function<std::unique_ptr<Destination>()> make_destination;
  bool is_file = false;
};

const std::vector<Sink>& sinks() {
  const auto file = [](const char* scheme, const char* name, Read reader) {
    return Sink{scheme, [=] { return std::make_unique<FileDestination>(scheme, name, reader); }, true};
  };
  static const std::vector<Sink> all = {
      {"null", [] { return std::make_unique<NoDestination>(); }},
      file("jsonl", "out.jsonl", read_jsonl),
      file("csv", "out", read_csv),
      file("sqlite", "out.db", read_sqlite),
      {"postgresql", [] { return std::make_unique<PostgresDestination>(); }}};
  return all;
}

const Table kPeople{"people", {{"id", Type::integer}, {"name", Type::text}}};
const Table kEverything = table_of_all_types("every \"thing\"");

// Loads one after another into one destination of a sink.
class Bench {
 public:
  explicit Bench(const Sink& sink) : sink_(sink), destination_(sink.make_destination()) {
    request_.identity.model = "contract";
    request_.identity.parameters = "{}";
  }

  LoadRequest& request() { return request_; }
  std::unique_ptr<Target> target() const { return make_target(parse_target(destination_->address())); }
  bool keeps_rows() const { return destination_->keeps_rows(); }
  bool is_file() const { return sink_.is_file; }
  // Fails if the destination shows other rows, or if anything else lies beside it.
  void check_holds(const std::vector<std::vector<Row>>& tables) const {
    if (!keeps_rows()) return check_holds_nothing();
    destination_->check_holds_only_tables();
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const Table& table = request_.tables[i];
      CHECK(destination_->read(table) == row_texts(make_batch(table, tables[i])));
    }
  }
  void check_shows_nothing() const { CHECK(destination_->shows_nothing(request_.tables)); }
  void check_holds_nothing() const { destination_->check_holds_nothing(); }

 private:
  const Sink& sink_;
  std::unique_ptr<Destination> destination_;
  LoadRequest request_;
};

// Runs the check for each sink, in a section of its own.
void for_each_sink(const std::function<void(Bench&)>& check) {
  for (const Sink& sink : sinks()) {
    DYNAMIC_SECTION(sink.name) {
      Bench bench(sink);
      check(bench);
    }
  }
}

const std::vector<std::vector<Row>> kTwoPeople = {{{std::int64_t{1}, "Ada"}, {std::int64_t{2}, "Grace"}}};
const std::vector<std::vector<Row>> kOnePerson = {{{std::int64_t{3}, "Edsger"}}};

std::vector<Row> many_people(std::int64_t count) {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < count; ++i) rows.push_back({i, "person " + std::to_string(i)});
  return rows;
}

}  // namespace

TEST_CASE("a published load shows everything", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    const auto target = bench.target();
    load_all(*target, bench.request(), kTwoPeople);
    bench.check_holds(kTwoPeople);
    CHECK((target->bytes() > 0) == bench.keeps_rows());
    CHECK_FALSE(target->writer_name(0).empty());
  });
}

TEST_CASE("nothing is visible before publish, and discard leaves nothing", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    const auto target = bench.target();
    target->prepare(bench.request());
    write_all(*target, bench.request(), kTwoPeople);
    bench.check_shows_nothing();
    target->discard();
    bench.check_holds_nothing();
    target->discard();  // a second call does nothing
    bench.check_holds_nothing();
  });
}

TEST_CASE("destruction discards", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    {
      const auto target = bench.target();
      target->prepare(bench.request());
      write_all(*target, bench.request(), kTwoPeople);
    }
    bench.check_holds_nothing();
  });
}

TEST_CASE("a discarded load that replaces leaves the earlier rows", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    bench.request().if_exists = IfExists::replace;
    load_all(*bench.target(), bench.request(), kTwoPeople);
    const auto target = bench.target();
    target->prepare(bench.request());
    write_all(*target, bench.request(), kOnePerson);
    target->discard();
    bench.check_holds(kTwoPeople);
    load_all(*bench.target(), bench.request(), kOnePerson);
    bench.check_holds(kOnePerson);
  });
}

TEST_CASE("a load with an unfinished writer is not published", "[contract]") {
  enum class End { destroyed, aborted };
  for (const End end : {End::destroyed, End::aborted}) {
    DYNAMIC_SECTION((end == End::aborted ? "aborted" : "destroyed")) {
      for_each_sink([&](Bench& bench) {
        bench.request().tables = {kPeople};
        const auto target = bench.target();
        target->prepare(bench.request());
        auto writer = target->open_writer(0);
        writer->write(make_batch(kPeople, kTwoPeople[0], 0));
        if (end == End::aborted) writer->abort();
        writer.reset();
        CHECK_THROWS_AS(target->publish({{2}, {Digest{}}}), Error);
        target->discard();
        bench.check_holds_nothing();
      });
    }
  }
}

TEST_CASE("a target may be destroyed before its writers", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    auto target = bench.target();
    target->prepare(bench.request());
    auto writer = target->open_writer(0);
    writer->write(make_batch(kPeople, kTwoPeople[0], 0));
    target.reset();
    bench.check_holds_nothing();
    writer.reset();
    bench.check_holds_nothing();
  });
}

TEST_CASE("an existing destination is refused, and stays", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    load_all(*bench.target(), bench.request(), kTwoPeople);
    if (!bench.keeps_rows()) return;
    try {
      bench.target()->prepare(bench.request());
      FAIL("the second load was not refused");
    } catch (const Error& error) {
      CHECK(error.failure() == Failure::exists);
      CHECK(std::string(error.what()).find("--if-exists") != std::string::npos);
    }
    bench.check_holds(kTwoPeople);
  });
}

TEST_CASE("empty tables are created", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople, kEverything};
    const std::vector<std::vector<Row>> tables = {kTwoPeople[0], {}};
    load_all(*bench.target(), bench.request(), tables);
    bench.check_holds(tables);
  });
}

TEST_CASE("every type at its limits, and nulls", "[contract]") {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  const std::string uuid("\x00\x11\x22\x33\x44\x55\x46\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
  const std::string other_uuid(16, '\x7f');
  for_each_sink([&](Bench& bench) {
    bench.request().tables = {kEverything};
    const std::vector<std::vector<Row>> tables = {{
        {1, kMost, 0.1, -5, "plain", minute(0) + 1, 19723, 1'500'000, uuid, "{\"a\":[1,null]}"},
        {0, kLeast, -1.5e300, 99'999'999'999'999'999 / 100, "", minute(-30'000'000), -1, 0, other_uuid, "[]"},
        Row(10, nullptr),
        {nullptr, 0, 5e-324, 0, "after null", minute(1) - 1, 0, -60'000'000, uuid, "{}"},
    }};
    load_all(*bench.target(), bench.request(), tables);
    bench.check_holds(tables);
  });
}

TEST_CASE("texts with quotes, line breaks, emoji and control characters, and long texts, are kept",
          "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    std::vector<Row> rows;
    for (const std::string& text :
         {std::string("it's \"quoted\" \\ back"), std::string("two\nlines\r\n\ttab"),
          std::string("\x01\x1f\x7f"), std::string("naïve 日本 🌱"), std::string(3'000'000, 'x'),
          std::string(), std::string("NULL"), std::string(",;|\\N")}) {
      rows.push_back({static_cast<std::int64_t>(rows.size()), text});
    }
    load_all(*bench.target(), bench.request(), {rows});
    bench.check_holds({rows});
  });
}

TEST_CASE("batches of about as many rows as one INSERT statement has", "[contract]") {
  for_each_sink([](Bench& bench) {
    bench.request().tables = {kPeople};
    const auto target = bench.target();
    target->prepare(bench.request());
    const auto writer = target->open_writer(0);
    std::vector<Row> all;
    for (const std::int64_t size : {1, 99, 100, 101, 250, 1000}) {
      const auto rows = many_people(size);
      writer->write(make_batch(kPeople, rows, all.size()));
      all.insert(all.end(), rows.begin(), rows.end());
    }
    writer->finish();
    target->publish({{all.size()}, {Digest{}}});
    bench.check_holds({all});
  });
}

TEST_CASE("a failure anywhere leaves the earlier rows", "[contract]") {
  struct Where {
    const char* name;
    FaultAt at;
    std::uint64_t after_rows;
  };
  for (const Where where :
       {Where{"prepare", FaultAt::prepare, 0}, Where{"opening a writer", FaultAt::open_writer, 0},
        Where{"the first row", FaultAt::rows, 0}, Where{"the middle", FaultAt::rows, 150},
        Where{"finish", FaultAt::finish, 0}, Where{"publish", FaultAt::publish, 0}}) {
    DYNAMIC_SECTION("at " << where.name) {
      for_each_sink([&](Bench& bench) {
        bench.request().tables = {kPeople};
        bench.request().if_exists = IfExists::replace;
        load_all(*bench.target(), bench.request(), kTwoPeople);
        Fault fault;
        fault.at = where.at;
        fault.after_rows = where.after_rows;
        {
          const auto target = make_faulty_target(bench.target(), fault);
          CHECK_THROWS_AS(load_all(*target, bench.request(), {many_people(200)}), Error);
        }
        bench.check_holds(kTwoPeople);
      });
    }
  }
}

TEST_CASE("a file that cannot grow gives one clear error, and nothing is left", "[contract]") {
  struct rlimit before {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  for_each_sink([&](Bench& bench) {
    if (!bench.is_file()) return;
    bench.request().tables = {kPeople};
    struct rlimit small = before;
    small.rlim_cur = 100'000;
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    std::string message;
    try {
      load_all(*bench.target(), bench.request(), {many_people(200'000)});
    } catch (const Error& error) {
      message = error.what();
      CHECK(error.failure() == Failure::load);
    }
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK(message.find("out.") != std::string::npos);
    bench.check_holds_nothing();
  });
  std::signal(SIGXFSZ, old_handler);
}
