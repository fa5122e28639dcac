-- The tables of the mobile model, for Postgres. Rows are in the order of time. Keys are in indexes.sql.

CREATE TABLE ad_network (
  network_id bigint NOT NULL,
  name       text,
  kind       text                 -- search, social, rewarded, video, native or banner
);

CREATE TABLE app (                -- app 1 is the most popular
  app_id   bigint NOT NULL,
  name     text,
  package  text,
  category text,
  rating   numeric(18, 1)         -- stars in the store, 3.0 to 4.9
);

CREATE TABLE campaign (
  campaign_id bigint NOT NULL,
  app_id      bigint NOT NULL,
  name        text,
  country     text,               -- NULL: in all countries
  starts_at   timestamptz NOT NULL,
  ends_at     timestamptz         -- NULL: it does not end
);

CREATE TABLE campaign_network (   -- the networks that a campaign runs on
  campaign_id bigint NOT NULL,
  network_id  bigint NOT NULL
);

CREATE TABLE app_user (           -- people
  user_id     bigint NOT NULL,
  country     text,
  city        text,
  utc_minutes bigint,             -- local time is UTC + utc_minutes
  device      text,
  vendor      text
);

CREATE TABLE engagement (         -- an ad was shown (impression) or tapped (click)
  engagement_id bigint NOT NULL,
  ts            timestamptz NOT NULL,
  kind          text,
  user_id       bigint NOT NULL,
  campaign_id   bigint NOT NULL,
  network_id    bigint NOT NULL,
  site          text,
  country       text
);

CREATE TABLE install (            -- a person installs an app at most once
  install_id    bigint NOT NULL,
  ts            timestamptz NOT NULL,
  user_id       bigint NOT NULL,
  app_id        bigint NOT NULL,
  engagement_id bigint            -- the click that led to it; NULL if organic
);

CREATE TABLE session (            -- written when the session opens
  session_id bigint NOT NULL,
  install_id bigint NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at   timestamptz,         -- planned; after the end of the run for sessions that are still open
  seconds    bigint
);

CREATE TABLE app_event (
  event_id   bigint NOT NULL,
  session_id bigint NOT NULL,
  ts         timestamptz NOT NULL,
  name       text,
  revenue    numeric(18, 2)       -- USD, for the events purchase and subscribe; otherwise NULL
);

CREATE TABLE uninstall (
  install_id bigint NOT NULL,
  ts         timestamptz NOT NULL
);
