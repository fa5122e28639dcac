#include "pipeline/models.hpp"

namespace seedbed::test {

std::string mixed_model() {
  return R"toml(
[model]
name = "mixed"

[parameters]
people = 400
shops = 30

[clock]
start = 2024-03-01T00:00:00Z
duration = "2d"
tick = "10m"

[actor.person]
count = "people"
initial = { home = "3", out = "weight" }
[actor.person.attributes]
id = "index"
kind = "'person'"
weight = "uniform(0.5, 1.5)"
nick = "concat('p', text(index))"
other = "concat('q', text(index))"
events = "0"
[actor.person.start]
at = "start - 6h + exponential(1d)"
emit = ["everything", "diary"]

[[actor.person.transition]]
name = "leave"
from = "home"
to = "out"
chance = "5%"
set = { nick = "other", other = "nick", events = "events + 1" }
emit = ["diary", { table = "diary", columns = { what = "'again'" } }, { table = "diary", columns = { what = "'last'" } }]

[[actor.person.transition]]
name = "return"
from = "out"
to = "home"
chance = "weight * 6%"
when = "bernoulli(0.7)"
set = { events = "events + 1" }
emit = ["everything", "diary"]

[[actor.person.finish]]
in = ["home"]
emit = ["diary"]
[[actor.person.finish]]
in = "*"
emit = ["everything", "diary"]

[actor.shop]
count = "shops"
initial = "open"
[actor.shop.attributes]
id = "index"
kind = "'shop'"
weight = "0.5"
nick = "'shop'"
events = "0"
[[actor.shop.transition]]
name = "sale"
from = "open"
chance = "30%"
set = { events = "events + 1" }
emit = ["diary", "everything", "diary"]
[[actor.shop.finish]]
in = "open"
emit = ["diary"]

[table.diary.columns]
ts = "now"
kind = "kind"
id = "id"
nick = "nick"
events = "events"
what = "'first'"

[table.everything.columns]
flag = "if(bernoulli(0.1), null, bernoulli(0.5))"
whole = "if(bernoulli(0.1), null, uniform_int(-1000000, 1000000))"
share = "if(bernoulli(0.1), null, uniform(0, weight))"
price = "if(bernoulli(0.1), null, decimal(uniform(0, 100), 2))"
words = "if(bernoulli(0.1), null, concat(nick, '-', pick('ä', 'longer than eight bytes', '')))"
at = "if(bernoulli(0.1), null, now)"
day = "if(bernoulli(0.1), null, date(now))"
lasted = "if(bernoulli(0.1), null, exponential(1h))"
token = "if(bernoulli(0.1), null, uuid())"
data = "if(bernoulli(0.1), null, json('id', id, 'nick', nick))"
id = "id"
)toml";
}

}  // namespace seedbed::test
