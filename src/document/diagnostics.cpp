#include "document/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace seedbed::model {
namespace {

std::vector<std::string> lines_of(const std::string& file, std::vector<Diagnostic> picked) {
  std::stable_sort(picked.begin(), picked.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.at.line, a.at.column) < std::tie(b.file, b.at.line, b.at.column);
  });
  std::vector<std::string> lines;
  lines.reserve(picked.size());
  for (const Diagnostic& d : picked) {
    const std::string_view severity = d.warning ? "warning" : "error";
    const std::string& name = d.file.empty() ? file : d.file;
    lines.push_back(d.at.line > 0
                        ? fmt::format("{}:{}:{}: {}: {}", name, d.at.line, d.at.column, severity, d.message)
                        : fmt::format("{}: {}: {}", name, severity, d.message));
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string result;
  for (const std::string& line : lines) {
    if (!result.empty()) result += '\n';
    result += line;
  }
  return result;
}

}  // namespace

void Diagnostics::error(Location at, std::string message) {
  if (add({false, {}, at, std::move(message)})) ++errors_;
}

void Diagnostics::warning(Location at, std::string message) { (void)add({true, {}, at, std::move(message)}); }

void Diagnostics::error_in(const std::string& file, Location at, std::string message) {
  if (add({false, file, at, std::move(message)})) ++errors_;
}

bool Diagnostics::add(Diagnostic diagnostic) {
  const bool fresh = said_
                         .insert(fmt::format("{}:{}:{}:{}", diagnostic.file, diagnostic.at.line,
                                             diagnostic.at.column, diagnostic.message))
                         .second;
  if (fresh) all_.push_back(std::move(diagnostic));
  return fresh;
}

std::vector<std::string> Diagnostics::lines() const { return lines_of(file_, all_); }

std::vector<std::string> Diagnostics::warning_lines() const {
  std::vector<Diagnostic> warnings;
  std::copy_if(all_.begin(), all_.end(), std::back_inserter(warnings),
               [](const Diagnostic& d) { return d.warning; });
  return lines_of(file_, std::move(warnings));
}

ModelError::ModelError(const Diagnostics& diagnostics) : Error(Failure::usage, joined(diagnostics.lines())) {}

}  // namespace seedbed::model
