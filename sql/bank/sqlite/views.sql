-- The question that this data answers: which users had little money, opened the loan screen, and left without a loan?
--
-- left_without_loan has one row per visit to the loan screen that ended with close_loan_screen (not with take_loan)
-- while the user's balance was below 100 (a purchase costs up to 99):
--
--   opened_at, left_at   the visit; opened_at is NULL if only a later part of the run was loaded
--   balance              at left_at (opening and leaving do not change it, so it is the same during the visit)
--
-- The balance is that of the user's last change at or before left_at. If there is no such change, the balance is
-- computed from the first change after left_at, because the table balance does not contain the balance at the start:
--   * a purchase (trx of the same user and instant): its balance plus the amount;
--   * a loan: its balance minus 10,000, the amount of every loan;
--   * no change at all: the balance in account, at the end of the run;
--   * income: its amount is not written, so the balance is unknown and the visit is left out.
-- A user changes at most once per instant, so the order of these rows is unique. If only a part of the run was
-- loaded, earlier rows are unknown, and balances that are computed from later rows use those of that part.

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
