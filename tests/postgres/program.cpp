#include "postgres/program.hpp"

#include <filesystem>

#include "sink/registry.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

namespace seedbed::test {

const Words kSmallBank{"bank", "--set", "users=20", "--duration", "5d"};
const Words kSmallShop{"shop", "--set", "customers=20", "--set", "products=30", "--duration", "60d"};

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string Bench::count(const std::string& table) const {
  std::string number = query("SELECT count(*) FROM " + table);
  number.pop_back();
  return number;
}

Outcome Bench::run(const Words& words, const Environment& environment) const {
  return test::run({Words{SEEDBED_PROGRAM} + words, folder_.path(), environment, "", 0});
}

Outcome Bench::load(const Words& words, const Words& more, const Environment& environment) const {
  return run(Words{"load"} + words + Words{"--to", database_.address()} + more, environment);
}

std::string Bench::loaded(const Words& words, const Words& more, const Environment& environment) const {
  const Outcome outcome = load(words, more, environment);
  CAPTURE(words, more, outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(database_.leftovers() == "");
  return outcome.out;
}

Outcome Bench::verify(const Words& more) const { return run(Words{"verify", database_.address()} + more); }

Outcome Bench::drop(const std::string& model, const Words& more) const {
  return run(Words{"drop", database_.address(), model} + more);
}

void Bench::check_verified() const {
  const Outcome outcome = verify();
  CAPTURE(outcome.out, outcome.err);
  CHECK(outcome.status == 0);
}

std::string Bench::json(const std::string& text, const std::string& path) const {
  std::string value = query("SELECT $json$" + text + "$json$::json #>> '{" + path + "}'");
  value.pop_back();
  return value;
}

std::string Bench::write(const std::string& name, const std::string& text) const {
  const std::string path = folder_.file(name);
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  write_file(path, text);
  return path;
}

LoadRequest request_for(const std::vector<Table>& tables, IfExists if_exists) {
  LoadRequest request;
  request.tables = tables;
  request.if_exists = if_exists;
  request.identity.model = "by hand";
  request.identity.model_digest = "00ff";
  request.identity.parameters = "{}";
  request.identity.start = request.identity.since = minute(0);
  request.identity.end = request.identity.until = minute(10);
  return request;
}

void load_rows(const TestDatabase& database, const LoadRequest& request, const TableRows& rows) {
  load_all(*make_target(parse_target(database.address())), request, rows);
}

Thrown thrown_by(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return {error.failure(), error.what()};
  }
  return {};
}

void check_refused(const TestDatabase& database, const LoadRequest& request, const TableRows& rows,
                   Failure failure, const std::vector<std::string>& says) {
  const Thrown thrown = thrown_by([&] { load_rows(database, request, rows); });
  CAPTURE(thrown.message);
  CHECK((thrown.failure == failure));
  for (const std::string& text : says) {
    CAPTURE(text);
    CHECK(contains(thrown.message, text));
  }
  CHECK(database.leftovers() == "");
}

}  // namespace seedbed::test
