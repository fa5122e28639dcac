-- The tables of the bank model, for SQLite. Rows come in time order; each table has its implicit rowid.
-- Only what identifies a row is NOT NULL: a model may blank other columns on purpose.

CREATE TABLE clickstream (
  user_id INTEGER NOT NULL,
  event   TEXT,               -- login, open_loan_screen, close_loan_screen or take_loan
  ts      TEXT NOT NULL       -- 'YYYY-MM-DD HH:MM:SS.ffffff', UTC, as in every table
);

CREATE TABLE trx (            -- what users spent
  user_id INTEGER NOT NULL,
  amount  INTEGER,
  ts      TEXT NOT NULL
);

CREATE TABLE balance (        -- the balance after each change; none for the balance that a user began with
  ts      TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  balance INTEGER
);

CREATE TABLE loan (           -- the loans' sum after each loan
  ts      TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  loan    INTEGER
);

CREATE TABLE account (        -- every user at the end of the run
  user_id INTEGER NOT NULL,
  balance INTEGER,
  loan    INTEGER,
  state   TEXT                -- offline, online or loan_screen
);
