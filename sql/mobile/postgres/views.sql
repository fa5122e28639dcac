-- Views that answer common questions. Days are days of UTC unless a view says otherwise.

-- The results of ads, by network and campaign: impressions, clicks, installs, uninstalls so far, and the revenue of the
-- installs. A rate is NULL if its divisor is 0. Organic installs are not included.
CREATE VIEW funnel AS
WITH engaged AS (
  SELECT campaign_id, network_id,
         count(*) FILTER (WHERE kind = 'impression') AS impressions,
         count(*) FILTER (WHERE kind = 'click') AS clicks
  FROM engagement
  GROUP BY campaign_id, network_id
), earned AS (
  SELECT s.install_id, sum(e.revenue) AS revenue
  FROM app_event AS e JOIN session AS s USING (session_id)
  WHERE e.revenue IS NOT NULL
  GROUP BY s.install_id
), won AS (
  SELECT e.campaign_id, e.network_id,
         count(*) AS installs,
         count(u.install_id) AS uninstalls,
         sum(earned.revenue) AS revenue
  FROM install AS i
  JOIN engagement AS e ON e.engagement_id = i.engagement_id
  LEFT JOIN uninstall AS u ON u.install_id = i.install_id
  LEFT JOIN earned ON earned.install_id = i.install_id
  GROUP BY e.campaign_id, e.network_id
)
SELECT n.network_id, n.name AS network, n.kind,
       c.campaign_id, c.name AS campaign, a.app_id, a.name AS app,
       coalesce(g.impressions, 0) AS impressions,
       coalesce(g.clicks, 0) AS clicks,
       coalesce(w.installs, 0) AS installs,
       coalesce(w.uninstalls, 0) AS uninstalls,
       coalesce(w.revenue, 0) AS revenue,
       1.0 * g.clicks / nullif(g.impressions, 0) AS click_rate,
       1.0 * coalesce(w.installs, 0) / nullif(g.clicks, 0) AS conversion
FROM campaign_network AS cn
JOIN ad_network AS n ON n.network_id = cn.network_id
JOIN campaign AS c ON c.campaign_id = cn.campaign_id
JOIN app AS a ON a.app_id = c.app_id
LEFT JOIN engaged AS g ON g.campaign_id = cn.campaign_id AND g.network_id = cn.network_id
LEFT JOIN won AS w ON w.campaign_id = cn.campaign_id AND w.network_id = cn.network_id;

-- Number of people who opened at least one app on a day, and how often they did.
CREATE VIEW daily_active_users AS
SELECT (s.started_at AT TIME ZONE 'UTC')::date AS day,
       count(DISTINCT i.user_id) AS users,
       count(DISTINCT s.install_id) AS installs,
       count(*) AS sessions
FROM session AS s JOIN install AS i USING (install_id)
GROUP BY 1;

CREATE VIEW monthly_active_users AS
SELECT to_char(s.started_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
       count(DISTINCT i.user_id) AS users,
       count(DISTINCT s.install_id) AS installs,
       count(*) AS sessions
FROM session AS s JOIN install AS i USING (install_id)
GROUP BY 1;

-- Retention by the week (from Monday) of the install: the share of a week's installs that were opened n days after the install.
-- A day is 24 hours, counted from the install. A week is included only if all of its installs are old enough: the data is
-- assumed to end at its last session.
CREATE VIEW retention AS
WITH bounds AS (
  SELECT max(started_at) AS last FROM session
), cohort AS (
  SELECT install_id, ts, date_trunc('week', ts AT TIME ZONE 'UTC')::date AS week FROM install
), size AS (
  SELECT week, count(*) AS installs, max(ts) AS youngest FROM cohort GROUP BY week
), opened AS (
  SELECT c.week, floor(extract(epoch FROM s.started_at - c.ts) / 86400)::integer AS day,
         count(DISTINCT c.install_id) AS installs
  FROM cohort AS c JOIN session AS s USING (install_id)
  GROUP BY 1, 2
)
SELECT size.week, size.installs, age.day, coalesce(o.installs, 0) AS opened,
       1.0 * coalesce(o.installs, 0) / size.installs AS share
FROM size CROSS JOIN bounds
CROSS JOIN generate_series(0, floor(extract(epoch FROM bounds.last - size.youngest) / 86400)::integer - 1) AS age (day)
LEFT JOIN opened AS o ON o.week = size.week AND o.day = age.day;

-- Revenue by the day of the install: the revenue so far of all installs of a day, and per install.
CREATE VIEW revenue_by_install_day AS
WITH earned AS (
  SELECT s.install_id, count(*) AS purchases, sum(e.revenue) AS revenue
  FROM app_event AS e JOIN session AS s USING (session_id)
  WHERE e.revenue IS NOT NULL
  GROUP BY s.install_id
)
SELECT (i.ts AT TIME ZONE 'UTC')::date AS day,
       count(*) AS installs,
       count(earned.install_id) AS paying,
       coalesce(sum(earned.purchases), 0) AS purchases,
       round(coalesce(sum(earned.revenue), 0), 2) AS revenue,
       round(coalesce(sum(earned.revenue), 0) / count(*), 4) AS revenue_per_install
FROM install AS i LEFT JOIN earned USING (install_id)
GROUP BY 1;
