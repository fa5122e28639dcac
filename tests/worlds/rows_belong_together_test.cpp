// The rows of the bundled worlds in an SQLite file: keys, and what happened in which order.
#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

struct Rule {
  const char* name;
  const char* violations;  // SQL whose one cell is 0
};

// `evidence` counts what the rules are about: none of it, and they would say nothing.
void check_rules(const std::string& file, const std::vector<Rule>& evidence, const std::vector<Rule>& rules) {
  CHECK(query(file, "PRAGMA foreign_key_check") == "");
  CHECK(query(file, "PRAGMA integrity_check") == "ok\n");
  for (const Rule& rule : evidence) {
    CAPTURE(rule.name);
    CHECK(std::stoll(query(file, rule.violations)) > 30);
  }
  for (const Rule& rule : rules) {
    CAPTURE(rule.name);
    CHECK(query(file, rule.violations) == "0\n");
  }
}

const std::string kFewer = "2000";

}  // namespace

TEST_CASE("mobile: keys hold, and everything happens in the order that one expects", "[mobile]") {
  const TemporaryFolder folder;
  (void)seedbed_out(folder, {"load", "mobile", "--quiet", "--threads", "1", "--set", "users=" + kFewer,
                             "--set", "conversion_scale=10", "--set", "purchases=50%"});
  const std::vector<Rule> evidence{
      {"clicks that led to an install", "SELECT count(engagement_id) FROM install"},
      {"uninstalls", "SELECT count(*) FROM uninstall"},
      {"purchases", "SELECT count(revenue) FROM app_event"},
      {"targeted clicks",
       "SELECT count(*) FROM engagement JOIN campaign AS c USING (campaign_id) "
       "WHERE kind = 'click' AND c.country IS NOT NULL"},
  };
  const std::vector<Rule> rules{
      {"an install comes after its click, which is a click of that person on that app's ad",
       "SELECT count(*) FROM install AS i JOIN engagement AS e USING (engagement_id) "
       "JOIN campaign AS c USING (campaign_id) "
       "WHERE e.kind <> 'click' OR e.ts > i.ts OR e.user_id <> i.user_id OR c.app_id <> i.app_id"},
      {"a click leads to one install",
       "SELECT count(engagement_id) - count(DISTINCT engagement_id) FROM install"},
      {"a click follows an impression of that ad within five minutes",
       "SELECT count(*) FROM (SELECT kind, ts, lag(kind) OVER w AS kind_before, lag(ts) OVER w AS before "
       "FROM engagement WINDOW w AS (PARTITION BY user_id, campaign_id, network_id ORDER BY ts)) "
       "WHERE kind = 'click' AND (kind_before IS NOT 'impression' OR julianday(ts) - julianday(before) > 5 / "
       "1440.0)"},
      {"nothing is shown after the install",
       "SELECT count(*) FROM install AS i JOIN engagement AS e USING (user_id) JOIN campaign AS c "
       "ON c.campaign_id = e.campaign_id AND c.app_id = i.app_id WHERE e.ts > i.ts"},
      {"ads run while their campaign does",
       "SELECT count(*) FROM engagement AS e JOIN campaign AS c USING (campaign_id) "
       "WHERE kind = 'impression' AND (e.ts < c.starts_at OR e.ts > c.ends_at)"},
      {"ads run where their campaign does",
       "SELECT count(*) FROM engagement AS e JOIN campaign AS c USING (campaign_id) WHERE c.country <> "
       "e.country"},
      {"an ad is shown in the country of who sees it",
       "SELECT count(*) FROM engagement AS e JOIN app_user AS u USING (user_id) WHERE e.country <> "
       "u.country"},
      {"a session comes after its install",
       "SELECT count(*) FROM session AS s JOIN install AS i USING (install_id) WHERE s.started_at < i.ts"},
      {"an install is opened at once, unless the run ends",
       "SELECT count(*) FROM install AS i WHERE ts < (SELECT datetime(max(ts), '-1 hour') FROM install) AND "
       "NOT EXISTS (SELECT 1 FROM session AS s WHERE s.install_id = i.install_id "
       "AND julianday(s.started_at) - julianday(i.ts) < 1 / 24.0)"},
      {"a session ends after it starts, and lasts as long as it says",
       "SELECT count(*) FROM session WHERE (ended_at >= started_at AND "
       "abs((julianday(ended_at) - julianday(started_at)) * 86400 - seconds - 0.5) <= 0.502) IS NOT TRUE"},
      {"sessions of an install do not overlap",
       "SELECT count(*) FROM (SELECT started_at, lag(ended_at) OVER (PARTITION BY install_id ORDER BY "
       "started_at) "
       "AS before FROM session) WHERE started_at < before"},
      {"events lie between the start and the end of their session",
       "SELECT count(*) FROM app_event AS e JOIN session AS s USING (session_id) "
       "WHERE (e.ts BETWEEN s.started_at AND s.ended_at) IS NOT TRUE"},
      {"only purchases and subscriptions cost something",
       "SELECT count(*) FROM app_event WHERE (revenue IS NOT NULL) <> (name IN ('purchase', 'subscribe'))"},
      {"an uninstall comes after the last session's end",
       "SELECT count(*) FROM uninstall AS u JOIN session AS s USING (install_id) WHERE s.ended_at > u.ts"},
      {"nobody installs twice", "SELECT count(*) - count(DISTINCT user_id || ' ' || app_id) FROM install"},
      {"the view funnel counts each click and install once",
       "SELECT sum(clicks) - (SELECT count(*) FROM engagement WHERE kind = 'click') + sum(impressions) - "
       "(SELECT count(*) FROM engagement WHERE kind = 'impression') + sum(installs) - "
       "(SELECT count(engagement_id) FROM install) FROM funnel"},
  };
  check_rules(folder.file("mobile.db"), evidence, rules);
}

TEST_CASE("music: keys hold, and everything happens in the order that one expects", "[music]") {
  const TemporaryFolder folder;
  (void)seedbed_out(folder, {"load", "music", "--quiet", "--threads", "1", "--set", "listeners=250", "--set",
                             "growth=2.0", "--set", "beta=3d"});
  const std::vector<Rule> evidence{
      {"registered", "SELECT count(*) FROM status_change WHERE change = 'registered'"},
      {"upgraded", "SELECT count(*) FROM status_change WHERE change = 'upgraded'"},
      {"logins", "SELECT count(*) FROM auth_event"},
      {"redirects", "SELECT count(*) FROM page_view WHERE status = 307"},
  };
  const std::vector<Rule> rules{
      {"pages of a session are counted from 0 without a gap",
       "SELECT count(*) FROM (SELECT item, row_number() OVER (PARTITION BY session_id ORDER BY ts, item) - 1 "
       "AS place "
       "FROM page_view) WHERE item <> place"},
      {"a redirect comes a second after the page before it",
       "SELECT count(*) FROM (SELECT status, item, julianday(ts) - "
       "julianday(lag(ts) OVER (PARTITION BY session_id ORDER BY item)) AS gap FROM page_view) "
       "WHERE status = 307 AND item > 0 AND abs(gap * 86400 - 1) > 0.002"},
      {"a song follows a song when that is over",
       "SELECT count(*) FROM (SELECT p.page, lag(p.page) OVER w AS before, s.seconds, "
       "julianday(p.ts) - julianday(lag(p.ts) OVER w) AS gap, lag(s.seconds) OVER w AS length FROM page_view "
       "AS p "
       "LEFT JOIN song AS s USING (song_id) WINDOW w AS (PARTITION BY session_id ORDER BY item)) "
       "WHERE page = 'NextSong' AND before = 'NextSong' AND abs(gap * 86400 - length) > 0.002"},
      {"a listen is the page of a song, by the same listener",
       "SELECT count(*) FROM listen AS l JOIN page_view AS p USING (session_id, item) WHERE p.page <> "
       "'NextSong' OR "
       "p.ts <> l.ts OR p.song_id <> l.song_id OR p.listener_id <> l.listener_id OR p.level <> l.level"},
      {"every song's page is a listen",
       "SELECT (SELECT count(song_id) FROM page_view) - (SELECT count(*) FROM listen)"},
      {"guests and who is logged out are not known, the others are",
       "SELECT count(*) FROM page_view WHERE (listener_id IS NULL) <> (auth IN ('Guest', 'Logged Out')) "
       "AND page <> 'Error'"},
      {"a session is one listener's",
       "SELECT count(*) FROM (SELECT session_id FROM page_view WHERE listener_id IS NOT NULL GROUP BY "
       "session_id "
       "HAVING count(DISTINCT listener_id) > 1)"},
      {"thirty minutes lie between two sessions of a listener",
       "SELECT count(*) FROM (SELECT listener_id, begins, lag(ends) OVER (PARTITION BY listener_id ORDER BY "
       "begins) AS "
       "before FROM (SELECT max(listener_id) AS listener_id, min(ts) AS begins, max(ts) AS ends FROM "
       "page_view "
       "GROUP BY session_id) WHERE listener_id IS NOT NULL) "
       "WHERE (julianday(begins) - julianday(before)) * 86400 < 1800 - 0.002"},
      {"nobody is known before the registration",
       "SELECT count(*) FROM page_view AS p JOIN listener AS l USING (listener_id) WHERE p.ts < "
       "l.registered_at"},
      {"nobody comes back after cancelling",
       "SELECT count(*) FROM page_view AS p JOIN status_change AS c USING (listener_id) "
       "WHERE c.change = 'cancelled' AND p.ts > c.ts"},
      {"a login stands at the page that it led to",
       "SELECT count(*) FROM auth_event AS a JOIN page_view AS p USING (session_id, item) "
       "WHERE p.ts <> a.ts OR a.success <> (p.page = 'Home') OR a.level <> p.level"},
      {"a change stands at its page, with the level after it",
       "SELECT count(*) FROM status_change AS c JOIN page_view AS p USING (session_id, item) WHERE c.ts <> "
       "p.ts OR "
       "c.level <> p.level OR (c.change = 'upgraded' AND c.level <> 'paid') OR "
       "(c.change IN ('downgraded', 'registered') AND c.level <> 'free') OR "
       "(c.change = 'cancelled') <> (p.page = 'Cancellation Confirmation')"},
      {"a page's level changes where a change is recorded",
       "SELECT count(*) FROM (SELECT session_id, item, level, lag(level) OVER (PARTITION BY session_id ORDER "
       "BY item) "
       "AS before FROM page_view) AS p LEFT JOIN status_change AS c USING (session_id, item) "
       "WHERE p.level <> p.before AND c.change IS NULL"},
      {"the view songs_per_session counts every page",
       "SELECT CAST(round(sum(sessions * pages)) AS INTEGER) - (SELECT count(*) FROM page_view) FROM "
       "songs_per_session"},
  };
  check_rules(folder.file("music.db"), evidence, rules);
}
