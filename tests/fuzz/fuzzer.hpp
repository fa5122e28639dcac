// The entry that libFuzzer calls and that replay.cpp feeds with the corpus. Whatever the bytes are, it
// returns 0 or fails: by a sanitizer's finding, abort(), or an exception that leaves it.
#pragma once
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
