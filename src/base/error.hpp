// The exception type of seedbed: a category, from which the exit code follows, and one paragraph for people.
#pragma once
#include <stdexcept>
#include <string>

namespace seedbed {

// The category of a failure. Its value is the exit code.
enum class Failure {
  load = 1,          // server, disk, constraint, an expression at run time: the target is as it was before
  usage = 2,         // the command line or the model is wrong: nothing was touched
  exists = 3,        // the target exists already, or this load was appended before
  in_doubt = 4,      // the connection was lost during the final COMMIT
  interrupted = 130  // cancelled by the user: the target is as it was before
};

class Error : public std::runtime_error {
 public:
  // `message` says what failed, where, and what to do, without a trailing newline.
  Error(Failure failure, const std::string& message) : std::runtime_error(message), failure_(failure) {}
  [[nodiscard]] Failure failure() const noexcept { return failure_; }

 private:
  Failure failure_;
};

}  // namespace seedbed
