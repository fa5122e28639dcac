-- The tables of the music model, for SQLite. Rows are in the order of time. Each table has its implicit rowid.
-- The unique indexes that the foreign keys need are in indexes.sql.

CREATE TABLE artist (
  artist_id INTEGER NOT NULL,
  name      TEXT
);

CREATE TABLE song (
  song_id   INTEGER NOT NULL,
  artist_id INTEGER NOT NULL REFERENCES artist (artist_id),
  title     TEXT,
  seconds   REAL
);

CREATE TABLE listener (           -- all registered listeners
  listener_id   INTEGER NOT NULL,
  first_name    TEXT,
  last_name     TEXT,
  gender        TEXT,             -- F or M
  email         TEXT,
  location      TEXT,
  utc_hours     INTEGER,          -- local time is UTC + utc_hours
  user_agent    TEXT,
  registered_at TEXT NOT NULL     -- 'YYYY-MM-DD HH:MM:SS.ffffff', UTC, as in every table
);

CREATE TABLE page_view (
  ts          TEXT NOT NULL,
  session_id  INTEGER NOT NULL,
  item        INTEGER NOT NULL,   -- position of the page in its session, from 0
  listener_id INTEGER REFERENCES listener (listener_id),   -- NULL for guests and after a logout
  page        TEXT,
  auth        TEXT,               -- Guest, Logged In, Logged Out or Cancelled
  method      TEXT,
  status      INTEGER,
  level       TEXT,               -- free or paid
  song_id     INTEGER REFERENCES song (song_id)            -- for the page NextSong
);

CREATE TABLE listen (             -- a song began, with the page view NextSong
  ts          TEXT NOT NULL,
  session_id  INTEGER NOT NULL,
  item        INTEGER NOT NULL,
  listener_id INTEGER NOT NULL REFERENCES listener (listener_id),
  level       TEXT,
  song_id     INTEGER NOT NULL REFERENCES song (song_id),
  FOREIGN KEY (session_id, item) REFERENCES page_view (session_id, item)
);

CREATE TABLE auth_event (         -- a login, with the page that it led to
  ts          TEXT NOT NULL,
  session_id  INTEGER NOT NULL,
  item        INTEGER NOT NULL,
  listener_id INTEGER NOT NULL REFERENCES listener (listener_id),
  level       TEXT,
  success     INTEGER,            -- 0 or 1
  FOREIGN KEY (session_id, item) REFERENCES page_view (session_id, item)
);

CREATE TABLE status_change (      -- with the page that it led to
  ts          TEXT NOT NULL,
  session_id  INTEGER NOT NULL,
  item        INTEGER NOT NULL,
  listener_id INTEGER NOT NULL REFERENCES listener (listener_id),
  level       TEXT,               -- after the change
  change      TEXT,               -- registered, upgraded, downgraded or cancelled
  FOREIGN KEY (session_id, item) REFERENCES page_view (session_id, item)
);
