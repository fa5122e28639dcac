// Prints the compiler of the benchmarks and the versions of their libraries.
#include <fmt/format.h>
#include <sqlite3.h>
#include <xxhash.h>

int main() {
#ifdef __clang__
  constexpr const char* kCompiler = "clang++";
#else
  constexpr const char* kCompiler = "g++";
#endif
  fmt::print("compiler  {} {}\n", kCompiler, __VERSION__);
  fmt::print("sqlite    {}\n", sqlite3_libversion());
  fmt::print("fmt       {}.{}.{}\n", FMT_VERSION / 10'000, FMT_VERSION / 100 % 100, FMT_VERSION % 100);
  fmt::print("xxhash    {}.{}.{}\n", XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE);
}
