// The bundled shop: its rows fit together, and its figures are those of its model.
#include <cmath>

#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

struct Shop {
  TemporaryFolder folder;
  std::string summary;  // of the load, as JSON

  Shop() { summary = seedbed_out(folder, {"load", "shop", "--set", "customers=5_000", "--json", "--quiet"}); }
  [[nodiscard]] std::string ask(const std::string& sql) const { return query(folder.file("shop.db"), sql); }
  [[nodiscard]] double number(const std::string& sql) const { return std::stod(ask("SELECT " + sql)); }
  [[nodiscard]] double fired(const std::string& transition) const {
    return std::stod(json(summary, "$.transitions.customer." + transition));
  }
};

const Shop& shop() {
  static const Shop loaded;
  return loaded;
}

// `count` of `of` events, each with this probability; they are independent. Five standard deviations are
// exceeded once in a million times; the seed is fixed.
void check_share(double count, double of, double probability) {
  CAPTURE(count, of, probability);
  CHECK(std::abs(count - of * probability) < 5 * std::sqrt(of * probability * (1 - probability)));
}

// The same for a mean of so many values with that standard deviation.
void check_mean(double mean, double values, double expected, double deviation) {
  CAPTURE(mean, values, expected);
  CHECK(std::abs(mean - expected) < 5 * deviation / std::sqrt(values));
}

}  // namespace

TEST_CASE("the shop's database is sound") {
  CHECK(shop().ask("PRAGMA integrity_check") == "ok\n");
  CHECK(shop().ask("PRAGMA foreign_key_check") == "");
  for (const auto& [table, key] :
       std::vector<std::pair<std::string, std::string>>{{"product", "product_id"},
                                                        {"customer", "customer_id"},
                                                        {"cart", "cart_id"},
                                                        {"orders", "order_id"},
                                                        {"order_line", "line_id"},
                                                        {"payment", "payment_id"},
                                                        {"returned_line", "line_id"}}) {
    CAPTURE(table);
    CHECK(shop().number("count(*) FROM " + table) > 0);
    CHECK(shop().number("count(*) - count(DISTINCT " + key + ") FROM " + table) == 0);
  }
}

TEST_CASE("the shop's rows fit together") {
  const auto none = [](const std::string& from) {
    CAPTURE(from);
    CHECK(shop().number("count(*) FROM " + from) == 0);
  };
  none(
      "orders o WHERE round(total * 100) <> (SELECT sum(round(amount * 100)) FROM order_line l WHERE "
      "l.order_id = o.order_id)");
  none("order_line WHERE round(amount * 100) <> round(unit_price * 100) * quantity");
  none("order_line l JOIN product p USING (product_id) WHERE l.unit_price <> p.price");
  none(
      "orders o JOIN cart c USING (cart_id) WHERE c.outcome <> 'ordered' OR c.customer_id <> o.customer_id "
      "OR c.closed_at <> o.ordered_at OR c.items <> (SELECT count(*) FROM order_line l WHERE l.order_id = "
      "o.order_id)");
  none(
      "cart c WHERE outcome = 'ordered' AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.cart_id = c.cart_id)");
  none("payment p JOIN orders o USING (order_id) WHERE p.amount <> o.total OR p.ts < o.ordered_at");
  none("(SELECT order_id FROM payment WHERE status = 'paid' GROUP BY order_id HAVING count(*) > 1)");
  none(
      "returned_line r LEFT JOIN order_line l USING (line_id) WHERE l.line_id IS NULL OR r.refund <> "
      "l.amount");
  none(
      "returned_line r JOIN order_line l USING (line_id) WHERE NOT EXISTS (SELECT 1 FROM payment p WHERE "
      "p.order_id = l.order_id AND p.status = 'paid' AND p.ts < r.ts)");
  none("customer WHERE email NOT LIKE '%@example.com'");
}

// A visit is a Markov chain: without items 60 look, 8 add, 15 leave; then 60 look, 20 add, 15 leave, 7 check
// out. So a cart is begun with 8/23; an order follows with 7/22; an item follows an item with 20/42; looks
// are 60/23 on average, and 60/22 more in a cart. Visits under way when the run ends are a few in a thousand.
TEST_CASE("the shop's figures are those of its chain") {
  const double visits = shop().fired("visit");
  const double carts = shop().number("count(*) FROM cart");
  const double orders = shop().number("count(*) FROM orders");
  check_share(carts, visits, 8.0 / 23);
  check_share(orders, carts, 7.0 / 22);
  const double more = 20.0 / 42;
  check_mean(shop().number("avg(items) FROM cart"), carts, 1 / (1 - more), std::sqrt(more) / (1 - more));
  // Looks before an item: geometric with 60/83; then with 60/82, until one leaves or orders.
  check_mean(shop().number("count(*) FROM product_view") / visits, visits, 60.0 / 23 + 8.0 / 23 * 60 / 22,
             4.5);

  check_share(shop().number("count(*) FROM payment WHERE status = 'declined'"),
              shop().number("count(*) FROM payment"), 0.05);
  const double lines = shop().number("count(*) FROM order_line");
  check_share(shop().number("count(*) FROM order_line WHERE quantity = 1"), lines, 0.75);
  // Deliveries a month before the end: every line that comes back is back, but for one in four hundred.
  const std::string delivered =
      "(SELECT order_id, min(ts) AS paid FROM payment WHERE status = 'paid' GROUP BY order_id HAVING "
      "paid < '2024-05-20')";
  check_share(shop().number("count(*) FROM returned_line JOIN order_line USING (line_id) JOIN " + delivered +
                            " USING (order_id)"),
              shop().number("count(*) FROM " + delivered), 0.1);
  check_share(shop().number("count(*) FROM customer WHERE signed_up_at < '2024-01-01'"), 5'000, 0.5);
  check_share(shop().number("count(*) FROM product WHERE price < 18"), 500, 0.5);
}

TEST_CASE("people shop in the evening, and more at weekends") {
  const auto views = [](const std::string& format, const std::string& value) {
    return shop().number("count(*) FROM product_view WHERE strftime('" + format + "', ts) = '" + value + "'");
  };
  // The clock of the model is an hour ahead of UTC. 2.2 and 0.1 are its multipliers for 20:00 and 3:00; who
  // came at 19:59 still looks at 20:00.
  CHECK(views("%H", "19") / views("%H", "02") == Approx(22).epsilon(0.2));
  CHECK(views("%w", "0") / views("%w", "2") == Approx(1.3).epsilon(0.1));
}
