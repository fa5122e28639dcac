-- The question this data is for: who had little money, looked at the loan screen, and left without a loan?
--
-- left_without_loan has a row for each visit to the loan screen that ended with close_loan_screen (a visit that
-- ended with take_loan is none) while the user's balance was below 100, which is what a single purchase can cost:
--
--   opened_at, left_at   the visit; opened_at is NULL where only a later part of the run was loaded
--   balance              at left_at (opening and leaving change no balance, so also during the visit)
--
-- The balance is the one of the user's last change at or before left_at. A user has no change before the first one,
-- and the table balance does not hold what a user began with. Then it is told from what came later:
--   * the first change after it was a purchase (trx of the same user and instant): its balance plus the amount;
--   * it was a loan: its balance less 10,000, which a loan always is;
--   * there was none at all: the balance of account, at the end of the run;
--   * it was income, whose amount is written nowhere: unknown, and the visit is left out.
-- A user changes at most once an instant, so that no two of these rows tie. Where only a part of the run was
-- loaded, what came before it is unknown, and balances told from later rows are those of that part.

CREATE VIEW left_without_loan AS
SELECT user_id, opened_at, left_at, balance
FROM (
  SELECT
    visit.user_id,
    (SELECT c.ts FROM clickstream AS c
     WHERE c.user_id = visit.user_id AND c.ts <= visit.ts AND c.event = 'open_loan_screen'
     ORDER BY c.ts DESC LIMIT 1) AS opened_at,
    visit.ts AS left_at,
    CASE
      WHEN EXISTS (SELECT 1 FROM balance AS b WHERE b.user_id = visit.user_id AND b.ts <= visit.ts) THEN
        (SELECT b.balance FROM balance AS b
         WHERE b.user_id = visit.user_id AND b.ts <= visit.ts
         ORDER BY b.ts DESC LIMIT 1)
      WHEN EXISTS (SELECT 1 FROM balance AS b WHERE b.user_id = visit.user_id) THEN
        (SELECT b.balance + coalesce(
           (SELECT max(t.amount) FROM trx AS t WHERE t.user_id = b.user_id AND t.ts = b.ts),
           (SELECT max(-10000) FROM loan AS l WHERE l.user_id = b.user_id AND l.ts = b.ts))
         FROM balance AS b
         WHERE b.user_id = visit.user_id
         ORDER BY b.ts LIMIT 1)
      ELSE (SELECT a.balance FROM account AS a WHERE a.user_id = visit.user_id)
    END AS balance
  FROM clickstream AS visit
  WHERE visit.event = 'close_loan_screen'
) AS visits
WHERE balance < 100;
