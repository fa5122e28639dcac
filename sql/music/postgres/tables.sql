-- The tables of the music model, for Postgres. Rows are in the order of time. Keys are in indexes.sql.

CREATE TABLE artist (
  artist_id bigint NOT NULL,
  name      text
);

CREATE TABLE song (
  song_id   bigint NOT NULL,
  artist_id bigint NOT NULL,
  title     text,
  seconds   double precision
);

CREATE TABLE listener (           -- all registered listeners
  listener_id   bigint NOT NULL,
  first_name    text,
  last_name     text,
  gender        text,             -- F or M
  email         text,
  location      text,
  utc_hours     bigint,           -- local time is UTC + utc_hours
  user_agent    text,
  registered_at timestamptz NOT NULL
);

CREATE TABLE page_view (
  ts          timestamptz NOT NULL,
  session_id  bigint NOT NULL,
  item        bigint NOT NULL,    -- position of the page in its session, from 0
  listener_id bigint,             -- NULL for guests and after a logout
  page        text,
  auth        text,               -- Guest, Logged In, Logged Out or Cancelled
  method      text,
  status      bigint,
  level       text,               -- free or paid
  song_id     bigint              -- for the page NextSong
);

CREATE TABLE listen (             -- a song began, with the page view NextSong
  ts          timestamptz NOT NULL,
  session_id  bigint NOT NULL,
  item        bigint NOT NULL,
  listener_id bigint NOT NULL,
  level       text,
  song_id     bigint NOT NULL
);

CREATE TABLE auth_event (         -- a login, with the page that it led to
  ts          timestamptz NOT NULL,
  session_id  bigint NOT NULL,
  item        bigint NOT NULL,
  listener_id bigint NOT NULL,
  level       text,
  success     boolean
);

CREATE TABLE status_change (      -- with the page that it led to
  ts          timestamptz NOT NULL,
  session_id  bigint NOT NULL,
  item        bigint NOT NULL,
  listener_id bigint NOT NULL,
  level       text,               -- after the change
  change      text                -- registered, upgraded, downgraded or cancelled
);
