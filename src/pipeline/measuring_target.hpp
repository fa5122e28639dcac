// A target that writes nothing and measures how many bytes rows would take in an SQLite file.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "sink/target.hpp"

namespace seedbed {

class MeasuringTarget final : public Target {
 public:
  explicit MeasuringTarget(std::size_t tables) : measured_(tables) {}
  void prepare(const LoadRequest&) override {}
  std::unique_ptr<Writer> open_writer(std::size_t table) override;
  void publish(const LoadTotals&) override {}
  void discard() noexcept override {}
  std::string writer_name(std::size_t) const override { return "measured"; }

  // Mean bytes of a row as SQLite stores it, without indexes. Guessed from the columns if there was no row.
  [[nodiscard]] double row_bytes(std::size_t table, const Table& definition) const;

 private:
  struct Measured {
    double rows = 0;
    double bytes = 0;
  };
  class MeasuringWriter;

  std::vector<Measured> measured_;  // by table
};

}  // namespace seedbed
