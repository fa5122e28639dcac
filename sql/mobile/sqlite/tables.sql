-- The tables of the mobile model, for SQLite. Rows come in time order; each table has its implicit rowid.
-- The unique indexes that the foreign keys need are in indexes.sql.

CREATE TABLE ad_network (
  network_id INTEGER NOT NULL,
  name       TEXT,
  kind       TEXT                 -- search, social, rewarded, video, native or banner
);

CREATE TABLE app (                -- numbered from the most popular on
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
  country     TEXT,               -- NULL: everywhere
  starts_at   TEXT NOT NULL,      -- 'YYYY-MM-DD HH:MM:SS.ffffff', UTC, as in every table
  ends_at     TEXT                -- NULL: open
);

CREATE TABLE campaign_network (   -- which networks a campaign runs on
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

CREATE TABLE install (            -- a person installs an app once
  install_id    INTEGER NOT NULL,
  ts            TEXT NOT NULL,
  user_id       INTEGER NOT NULL REFERENCES app_user (user_id),
  app_id        INTEGER NOT NULL REFERENCES app (app_id),
  engagement_id INTEGER REFERENCES engagement (engagement_id)   -- the click that led to it; NULL: organic
);

CREATE TABLE session (            -- written when it opens
  session_id INTEGER NOT NULL,
  install_id INTEGER NOT NULL REFERENCES install (install_id),
  started_at TEXT NOT NULL,
  ended_at   TEXT,                -- planned: after the run's end for those still open then
  seconds    INTEGER
);

CREATE TABLE app_event (
  event_id   INTEGER NOT NULL,
  session_id INTEGER NOT NULL REFERENCES session (session_id),
  ts         TEXT NOT NULL,
  name       TEXT,
  revenue    NUMERIC              -- USD, of the events purchase and subscribe; else NULL
);

CREATE TABLE uninstall (
  install_id INTEGER NOT NULL REFERENCES install (install_id),
  ts         TEXT NOT NULL
);
