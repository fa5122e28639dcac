-- The tables of the bank model, for Postgres. Rows are in the order of time.
-- Only columns that identify a row are NOT NULL: the noise of a model may make other columns null.

CREATE TABLE clickstream (
  user_id bigint NOT NULL,
  event   text,               -- login, open_loan_screen, close_loan_screen or take_loan
  ts      timestamptz NOT NULL
);

CREATE TABLE trx (            -- what users spent
  user_id bigint NOT NULL,
  amount  bigint,
  ts      timestamptz NOT NULL
);

CREATE TABLE balance (        -- the balance after each change; no row for the balance at the start
  ts      timestamptz NOT NULL,
  user_id bigint NOT NULL,
  balance bigint
);

CREATE TABLE loan (           -- the sum of the loans after each loan
  ts      timestamptz NOT NULL,
  user_id bigint NOT NULL,
  loan    bigint
);

CREATE TABLE account (        -- all users at the end of the run
  user_id bigint NOT NULL,
  balance bigint,
  loan    bigint,
  state   text                -- offline, online or loan_screen
);
