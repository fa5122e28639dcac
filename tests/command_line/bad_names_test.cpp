// Names that a model gets wrong: keys, states, tables, attributes, functions; and names that clash.
#include "command_line/bad_model.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

TEST_CASE("the model that the other cases spoil is right") {
  check_complaints(kGoodModel, {});
  check_complaints("\xef\xbb\xbf" + kGoodModel, {});  // a byte order mark is none of our business
}

TEST_CASE("an unknown key is told at every level, with the nearest known one") {
  check_all({
      {{{"[parameters]", "[paramters]"}},
       {{"4:2: error", "unknown key `paramters` in the model: did you mean `parameters`?"},
        {"13:10: error", "unknown name `users`"}}},
      {{{"name = \"good\"", "name = \"good\"\nsumary = \"x\""}},
       {{"3:1: error", "unknown key `sumary` in [model]: did you mean `summary`?"}}},
      {{{"tick = \"1m\"", "tick = \"1m\"\ntik = \"1m\""}},
       {{"11:1: error", "unknown key `tik` in [clock]: did you mean `tick`?"}}},
      {{{"initial = \"off\"", "initial = \"off\"\ncont = 4"}},
       {{"15:1: error", "unknown key `cont` in [actor.user]: did you mean `count`?"}}},
      {{{"chance = \"50%\"", "chance = \"50%\"\nchanse = \"50%\""}},
       {{"36:1: error", "unknown key `chanse` in [[actor.user.transition]]: did you mean `chance`?"}}},
      {{{"[table.click.columns]", "[[actor.user.finish]]\nin = \"*\"\nemits = []\n[table.click.columns]"}},
       {{"39:1: error", "unknown key `emits` in [[actor.user.finish]]: did you mean `emit`?"}}},
      {{{"[table.click.columns]", "[actor.user.start]\natt = \"start\"\n[table.click.columns]"}},
       {{"38:1: error", "unknown key `att` in [actor.user.start]: did you mean `at`?"}}},
      {{{"[table.click.columns]", "[table.click]\nkeyz = 1\n[table.click.columns]"}},
       {{"38:1: error", "unknown key `keyz` in [table.click]: did you mean `key`?"}}},
      {{{"emit = [\"click\"]", "emit = [{ table = \"click\", colums = {} }]"}},
       {{"29:28: error", "unknown key `colums` in transition `login`, `emit`: did you mean `columns`?"}}},
      {{{"country = \"'US'\"", "country = { type = \"text\", value = \"null\", kind = 1 }"}},
       {{"19:44: error", "unknown key `kind` in attribute `country`"}}},
  });
}

TEST_CASE("a misspelt state is told with the nearest one") {
  check_all({
      {{{"initial = \"off\"", "initial = \"off\"\nstates = [\"off\", \"on\"]"},
        {"to = \"off\"", "to = \"of\""}},
       {{"35:6: error", "transition `logout`, `to`: there is no state `of`: did you mean `off`?"}}},
      {{{"initial = \"off\"", "initial = \"of\"\nstates = [\"off\", \"on\"]"}},
       {{"14:11: error", "[actor.user], `initial`: there is no state `of`: did you mean `off`?"}}},
      {{{"[table.click.columns]",
         "[[actor.user.finish]]\nin = [\"off\", \"onn\"]\nemit = []\n[table.click.columns]"}},
       {{"38:14: error", "[[actor.user.finish]], `in`: there is no state `onn`: did you mean `on`?"}}},
  });
}

TEST_CASE("misspelt tables, attributes and functions are told with the nearest one") {
  check_all({
      {{{"emit = [\"click\"]", "emit = [\"clik\"]"}},
       {{"29:9: error", "transition `login`: there is no table `clik`: did you mean `click`?"}}},
      {{{"set = { balance", "set = { balanc"}},
       {{"28:9: error",
         "`set` of transition `login`: there is no attribute `balanc`: did you mean `balance`?"}}},
      {{{"amount <= balance", "amount <= balanse"}},
       {{"27:19: error", "unknown name `balanse`; did you mean `balance`?"}}},
      {{{"uniform_int(1, 5)", "unifrom_int(1, 5)"}},
       {{"26:19: error", "unknown function `unifrom_int`; did you mean `uniform_int`?"}}},
      {{{"user_id = \"user_id\"", "user_id = \"user_idd\""}},
       {{"38:12: error", "unknown name `user_idd`; did you mean `user_id`?"}}},
  });
}

TEST_CASE("two transitions of one name leave a state only once") {
  check_all({
      {{{"chance = \"50%\"",
         "chance = \"50%\"\n[[actor.user.transition]]\nname = \"logout\"\nfrom = \"on\"\nchance = \"5%\""}},
       {{"37:8: error", "state `on` has two transitions named `logout`"}}},
      // From different states the same name is one kind of event.
      {{{"chance = \"50%\"",
         "chance = \"50%\"\n[[actor.user.transition]]\nname = \"logout\"\nfrom = \"off\"\nchance = \"5%\""}},
       {}},
  });
}

TEST_CASE("names that clash are told where the later one stands") {
  check_all({
      {{{"user_id = \"index\"", "user_id = \"index\"\nusers = 1"}},
       {{"18:1: error", "attribute `users` of [actor.user]: a parameter has the same name"}}},
      {{{"user_id = \"index\"", "user_id = \"index\"\nnow = 1"}},
       {{"18:1: error", "attribute `now` of [actor.user]: the name is taken by the language"}}},
      {{{"users = 10", "users = 10\nstart = 3"}},
       {{"6:1: error", "parameter `start`: the name is taken by the language"}}},
      {{{"users = 10", "users = 10\nindex = 3"}},
       {{"6:1: error", "parameter `index`: the name is taken by the language"}}},
      {{{"let = { amount = \"uniform_int(1, 5)\"", "let = { amount = \"uniform_int(1, 5)\", balance = 1"}},
       {{"26:39: error", "`let` balance of transition `login`: the name is taken"}}},
      {{{"let = { amount = \"uniform_int(1, 5)\"", "let = { amount = \"uniform_int(1, 5)\", arrival = 1"}},
       {{"26:39: error", "the name is taken"}}},
      {{{"users = 10", "users = 10\nusers = 11"}},
       {{"6:9: error", "cannot redefine existing integer 'users'"}}},
      {{{"[table.click.columns]", "[table.click.columns]\n[table.click.columns]"}},
       {{"38:1: error", "cannot redefine"}}},
  });
}

TEST_CASE("attributes that need each other are told as the circle they are") {
  check_all({
      {{{"user_id = \"index\"\nbalance = \"uniform_int(0, 9)\"",
         "user_id = \"balance\"\nbalance = \"user_id + 1\""}},
       {{"17:1: error", "go round in a circle: user_id -> balance -> user_id"}}},
      {{{"user_id = \"index\"", "user_id = \"user_id + 1\""}},
       {{"17:1: error", "go round in a circle: user_id -> user_id"}}},
      // An entity and its fields may have an attribute's name.
      {{{"[actor.user.attributes]\nuser_id = \"index\"",
         "[entity.user_id]\nrows = [{ balance = 1 }]\n"
         "[actor.user.attributes]\nuser_id = \"choose(user_id, balance).balance\""}},
       {}},
  });
}

TEST_CASE("rows of an entity name their parent in a column of its name") {
  check_all({
      {{{"[actor.user]",
         "[entity.land]\nrows = [{ code = \"nl\" }]\n[entity.city]\nrows = [{ code = \"nl\" }]\n"
         "of = { land = \"code\" }\n[actor.user]"}},
       {{"16:8: error",
         "the rows have no column `land`: it says which land each belongs to, by the `code` of it"}}},
  });
}

TEST_CASE("what a row needs and its transition lacks is told where the row is asked for") {
  check_all({
      {{{"chance = \"50%\"", "chance = \"50%\"\nemit = [\"click\"]"}},
       {{"36:9: error", "column `amount` of table `click` needs `amount`, which has no `let` here"}}},
      {{{"chance = \"50%\"", "chance = \"50%\"\nemit = [{ table = \"click\", columns = { amount = 0 } }]"}},
       {}},
      {{{"chance = \"50%\"",
         "chance = \"50%\"\nemit = [{ table = \"click\", columns = { amount = \"'x'\" } }]"}},
       {{"36:49: error", "column `amount` of table `click` is text here, but int in line 40"}}},
      {{{"[table.click.columns]", "[table.spare.columns]\na = \"index\"\n[table.click.columns]"}},
       {{"37:8: error", "nothing writes to table `spare`"}}},
  });
}

TEST_CASE("a state that nobody can reach is a warning, a final one is none") {
  check_all({
      {{{"chance = \"50%\"",
         "chance = \"50%\"\n[[actor.user.transition]]\nname = \"b\"\nfrom = \"orphan\"\nto = \"off\"\nchance "
         "= \"5%\""}},
       {{"38:8: warning", "no actor can reach the state `orphan` of [actor.user]"}}},
      {{{"from = \"on\"", "from = \"onn\""}},
       {{"33:8: warning", "no actor can reach the state `onn` of [actor.user]: did you mean `on`?"}}},
      {{{"chance = \"50%\"",
         "chance = \"50%\"\n[[actor.user.transition]]\nname = \"b\"\nfrom = \"on\"\nto = \"gone\"\nchance = "
         "\"5%\""}},
       {}},
  });
}
