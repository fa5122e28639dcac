#include "sink/postgres/copy/byte_buffer.hpp"

#include <string>
#include <utility>

#include "support/catch.hpp"

using seedbed::postgres::ByteBuffer;

TEST_CASE("a byte buffer keeps what is committed, and its memory", "[postgres]") {
  ByteBuffer buffer;
  CHECK(buffer.empty());
  CHECK(buffer.view().empty());
  buffer.append("");
  buffer.append("abc");
  char* to = buffer.reserve(1000);
  to[0] = 'd';
  to[1] = 'x';
  buffer.commit(to + 1);
  CHECK(buffer.view() == "abcd");
  CHECK(buffer.capacity() >= 1003);
  buffer.append(std::string(5000, 'e'));
  CHECK(buffer.view() == "abcd" + std::string(5000, 'e'));

  const std::size_t capacity = buffer.capacity();
  buffer.erase_front(3);
  CHECK(buffer.view() == "d" + std::string(5000, 'e'));
  buffer.erase_front(5001);
  CHECK(buffer.empty());
  buffer.append("f");
  buffer.clear();
  CHECK(buffer.empty());
  CHECK(buffer.capacity() == capacity);
}

TEST_CASE("a byte buffer that was moved from is empty", "[postgres]") {
  ByteBuffer from;
  from.append("abc");
  ByteBuffer to(std::move(from));
  CHECK(to.view() == "abc");
  CHECK(from.size() == 0);  // NOLINT(bugprone-use-after-move): that is the question
  from.append("d");
  to = std::move(from);
  CHECK(to.view() == "d");
}
