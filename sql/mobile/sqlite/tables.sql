-- The tables of the mobile model, for SQLite. Rows are in the order of time. Each table has its implicit rowid.
-- The unique indexes that the foreign keys need are in indexes.sql.

CREATE TABLE ad_network (
  network_id INTEGER NOT NULL,
  name       TEXT,
  kind       TEXT                 -- search, social, rewarded, video, native or banner
);

CREATE TABLE app (                -- app 1 is the most popular
  app_id   INTEGER NOT NULL,
  name     TEXT,
  package  TEXT,
  category TEXT,
  rating   NUMERIC                -- stars in the store, 3.0 to 4.9
);

CREATE TABLE campaign (
  campaign_id INTEGER NOT NULL,
  app_id      INTEGER NOT NULL REFERENCES app (app_id),
  name        TEXT,
  country     TEXT,               -- NULL: in all countries
  starts_at   TEXT NOT NULL,      -- 'YYYY-MM-DD HH:MM:SS.ffffff', UTC, as in every table
  ends_at     TEXT                -- NULL: it does not end
);

CREATE TABLE campaign_network (   -- the networks that a campaign runs on
  campaign_id INTEGER NOT NULL REFERENCES campaign (campaign_id),
  network_id  INTEGER NOT NULL REFERENCES ad_network (network_id)
);

CREATE TABLE app_user (           -- people
  user_id     INTEGER NOT NULL,
  country     TEXT,
  city        TEXT,
  utc_minutes INTEGER,            -- local time is UTC + utc_minutes
  device      TEXT,
  vendor      TEXT
);

CREATE TABLE engagement (         -- an ad was shown (impression) or tapped (click)
  engagement_id INTEGER NOT NULL,
  ts            TEXT NOT NULL,
  kind          TEXT,
  user_id       INTEGER NOT NULL REFERENCES app_user (user_id),
  campaign_id   INTEGER NOT NULL,
  network_id    INTEGER NOT NULL,
  site          TEXT,
  country       TEXT,
  FOREIGN KEY (campaign_id, network_id) REFERENCES campaign_network (campaign_id, network_id)
);

CREATE TABLE install (            -- a person installs an app at most once
  install_id    INTEGER NOT NULL,
  ts            TEXT NOT NULL,
  user_id       INTEGER NOT NULL REFERENCES app_user (user_id),
  app_id        INTEGER NOT NULL REFERENCES app (app_id),
  engagement_id INTEGER REFERENCES engagement (engagement_id)   -- the click that led to it; NULL if organic
);

CREATE TABLE session (            -- written when the session opens
  session_id INTEGER NOT NULL,
  install_id INTEGER NOT NULL REFERENCES install (install_id),
  started_at TEXT NOT NULL,
  ended_at   TEXT,                -- planned; after the end of the run for sessions that are still open
  seconds    INTEGER
);

CREATE TABLE app_event (
  event_id   INTEGER NOT NULL,
  session_id INTEGER NOT NULL REFERENCES session (session_id),
  ts         TEXT NOT NULL,
  name       TEXT,
  revenue    NUMERIC              -- USD, for the events purchase and subscribe; otherwise NULL
);

CREATE TABLE uninstall (
  install_id INTEGER NOT NULL REFERENCES install (install_id),
  ts         TEXT NOT NULL
);
