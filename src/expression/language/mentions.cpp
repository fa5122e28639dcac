#include "expression/language/mentions.hpp"

#include <algorithm>

#include "expression/language/lexer.hpp"
#include "expression/language/syntax.hpp"

namespace seedbed::model {
namespace {

class Scanner {
 public:
  Scanner(const std::vector<Token>& tokens, const EntityNames* entities)
      : tokens_(tokens), entities_(entities) {}

  Mentions scan() {
    for (; tokens_[at_].kind != Token::Kind::end; ++at_) {
      const Token& token = tokens_[at_];
      if (token.is("(")) {
        brackets_.push_back({at_ == 0 ? std::string_view() : tokens_[at_ - 1].spelt});
      } else if (token.is(")")) {
        if (!brackets_.empty()) brackets_.pop_back();
      } else if (token.is(",")) {
        if (!brackets_.empty()) brackets_.back().weighs = brackets_.back().call == "choose";
      } else if (token.kind == Token::Kind::name) {
        name(token);
      } else if (is_first_of("serial")) {
        result_.serials.push_back(token.text);
      }
    }
    return std::move(result_);
  }

 private:
  struct Bracket {
    std::string_view call;      // the word before it
    bool weighs = false;        // in the weight of a choose()
    bool of_parent = false;     // which is choose(child of parent, …)
    std::string_view entity{};  // the child
  };

  [[nodiscard]] bool follows(std::string_view symbol) const { return at_ > 0 && tokens_[at_ - 1].is(symbol); }
  // The token stands behind the opening bracket of that call.
  [[nodiscard]] bool is_first_of(std::string_view call) const {
    return follows("(") && !brackets_.empty() && brackets_.back().call == call;
  }

  void name(const Token& token) {
    const Token& next = tokens_[at_ + 1];
    if (follows(".") || next.is("(")) return;
    if (is_first_of("pick") && next.is(")")) return;  // a list
    if (is_first_of("choose")) {
      result_.chosen.emplace_back(token.spelt);
      brackets_.back().entity = token.spelt;
      brackets_.back().of_parent = next.is("of");
      return;
    }
    const auto hides = [&](const Bracket& bracket) { return is_field(bracket, token.spelt); };
    if (std::none_of(brackets_.begin(), brackets_.end(), hides)) result_.names.emplace_back(token.spelt);
  }

  [[nodiscard]] bool is_field(const Bracket& bracket, std::string_view name) const {
    if (!bracket.weighs) return false;
    if (!bracket.of_parent) return true;
    const auto entity = entities_ == nullptr ? std::nullopt : find_entity(*entities_, bracket.entity);
    if (!entity) return false;
    const auto& fields = (*entities_)[*entity].fields;
    return std::any_of(fields.begin(), fields.end(),
                       [&](const EntityField& field) { return field.name == name; });
  }

  const std::vector<Token>& tokens_;
  const EntityNames* entities_;
  std::size_t at_ = 0;
  std::vector<Bracket> brackets_;
  Mentions result_;
};

}  // namespace

Mentions mentions_in(std::string_view expression, const EntityNames* entities) {
  try {
    const std::vector<Token> tokens = tokenize(expression);
    return Scanner(tokens, entities).scan();
  } catch (const SyntaxError&) {
    return {};
  }
}

}  // namespace seedbed::model
