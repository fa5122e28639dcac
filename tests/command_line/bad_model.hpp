// Models with one thing wrong: a small model that is right, edits to it, and what `seedbed check` must say of
// them.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace seedbed::test {

struct Edit {
  std::string from;  // stands in the model exactly once
  std::string to;
};

struct Complaint {
  std::string place;   // "26:19: error", "cities.csv:3:1: error"; ": error" where the message has no place
  std::string phrase;  // stands in the message
};

struct BadModel {
  std::vector<Edit> edits;
  std::vector<Complaint> complaints;  // all that is said, in this order
};

// The model that is edited; its lines are numbered from 1.
extern const std::string kGoodModel;

// kGoodModel with the edits.
[[nodiscard]] std::string edited(const std::vector<Edit>& edits);
// Files beside the model: name and bytes.
using Files = std::map<std::string, std::string>;
// Checks the model: exit code 2 if one of the complaints is an error, else 0; load must say the same and make
// nothing.
void check_complaints(const std::string& model, const std::vector<Complaint>& complaints,
                      const Files& files = {});
void check_all(const std::vector<BadModel>& models);

}  // namespace seedbed::test
