-- Run after the rows are loaded. (user_id, ts) finds the balance and the clicks of a user at a moment.

ALTER TABLE account ADD PRIMARY KEY (user_id);
CREATE INDEX clickstream_user_id_ts ON clickstream (user_id, ts);
CREATE INDEX trx_user_id_ts ON trx (user_id, ts);
CREATE INDEX balance_user_id_ts ON balance (user_id, ts);
CREATE INDEX loan_user_id_ts ON loan (user_id, ts);
