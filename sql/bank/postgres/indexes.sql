-- Run after the rows are loaded. A user's balance and clicks at a moment are found by (user_id, ts).

ALTER TABLE account ADD PRIMARY KEY (user_id);
CREATE INDEX clickstream_user_id_ts ON clickstream (user_id, ts);
CREATE INDEX trx_user_id_ts ON trx (user_id, ts);
CREATE INDEX balance_user_id_ts ON balance (user_id, ts);
CREATE INDEX loan_user_id_ts ON loan (user_id, ts);
