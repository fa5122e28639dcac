-- The tables of the bank model, for SQLite. Rows are in the order of time. Each table has its implicit rowid.
-- Only columns that identify a row are NOT NULL: the noise of a model may make other columns null.

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

CREATE TABLE balance (        -- the balance after each change; no row for the balance at the start
  ts      TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  balance INTEGER
);

CREATE TABLE loan (           -- the sum of the loans after each loan
  ts      TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  loan    INTEGER
);

CREATE TABLE account (        -- all users at the end of the run
  user_id INTEGER NOT NULL,
  balance INTEGER,
  loan    INTEGER,
  state   TEXT                -- offline, online or loan_screen
);
