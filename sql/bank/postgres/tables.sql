-- The tables of the bank model, for Postgres. Rows come in time order.
-- Only what identifies a row is NOT NULL: a model may blank other columns on purpose.

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

CREATE TABLE balance (        -- the balance after each change; none for the balance that a user began with
  ts      timestamptz NOT NULL,
  user_id bigint NOT NULL,
  balance bigint
);

CREATE TABLE loan (           -- the loans' sum after each loan
  ts      timestamptz NOT NULL,
  user_id bigint NOT NULL,
  loan    bigint
);

CREATE TABLE account (        -- every user at the end of the run
  user_id bigint NOT NULL,
  balance bigint,
  loan    bigint,
  state   text                -- offline, online or loan_screen
);
