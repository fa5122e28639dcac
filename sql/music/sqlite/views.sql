-- Views that answer common questions. Days are days of UTC.

-- Sessions by the day of their first page: number of sessions, sessions that began as paid, pages and songs.
CREATE VIEW sessions_per_day AS
WITH session AS (
  SELECT session_id, min(ts) AS started_at, count(*) AS pages, count(song_id) AS songs,
         max(item = 0 AND level = 'paid') AS paid
  FROM page_view
  GROUP BY session_id
)
SELECT date(started_at) AS day,
       count(*) AS sessions,
       sum(paid) AS paid_sessions,
       sum(pages) AS pages,
       sum(songs) AS songs
FROM session
GROUP BY 1;

-- Share of paying listeners at the end of each day, among the listeners seen so far. The level is that of the listener's last
-- page. Listeners who cancelled are not counted.
CREATE VIEW paid_share AS
WITH seen AS (
  SELECT date(ts) AS day, listener_id, level, auth,
         row_number() OVER (PARTITION BY listener_id, date(ts) ORDER BY ts DESC, item DESC) AS back
  FROM page_view
  WHERE listener_id IS NOT NULL
), last AS (
  SELECT day, listener_id,
         auth <> 'Cancelled' AS here,
         auth <> 'Cancelled' AND level = 'paid' AS pays,
         lag(auth <> 'Cancelled', 1, 0) OVER w AS was_here,
         lag(auth <> 'Cancelled' AND level = 'paid', 1, 0) OVER w AS paid_before
  FROM seen
  WHERE back = 1
  WINDOW w AS (PARTITION BY listener_id ORDER BY day)
), change AS (
  SELECT day, sum(here - was_here) AS listeners, sum(pays - paid_before) AS paying
  FROM last
  GROUP BY day
)
SELECT day,
       sum(listeners) OVER w AS listeners,
       sum(paying) OVER w AS paying,
       1.0 * sum(paying) OVER w / nullif(sum(listeners) OVER w, 0) AS share
FROM change
WINDOW w AS (ORDER BY day);

-- Length of sessions, by what the listener was at the first page.
CREATE VIEW songs_per_session AS
WITH session AS (
  SELECT session_id, count(*) AS pages, count(song_id) AS songs,
         max(CASE WHEN item = 0 THEN auth END) AS auth,
         max(CASE WHEN item = 0 THEN level END) AS level
  FROM page_view
  GROUP BY session_id
)
SELECT auth, level,
       count(*) AS sessions,
       avg(pages) AS pages,
       avg(songs) AS songs,
       max(songs) AS most_songs
FROM session
WHERE auth IS NOT NULL            -- the first page is in the data
GROUP BY auth, level;

CREATE VIEW top_artists AS
SELECT a.artist_id, a.name,
       count(*) AS listens,
       count(DISTINCT l.listener_id) AS listeners,
       count(DISTINCT l.song_id) AS songs,
       rank() OVER (ORDER BY count(*) DESC) AS place
FROM listen AS l
JOIN song AS s USING (song_id)
JOIN artist AS a USING (artist_id)
GROUP BY a.artist_id, a.name;
