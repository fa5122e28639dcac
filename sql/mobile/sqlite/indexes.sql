-- Run after the rows are loaded: first the keys, then the indexes for the views and for common questions.

CREATE UNIQUE INDEX ad_network_network_id ON ad_network (network_id);
CREATE UNIQUE INDEX app_app_id ON app (app_id);
CREATE UNIQUE INDEX campaign_campaign_id ON campaign (campaign_id);
CREATE UNIQUE INDEX campaign_network_key ON campaign_network (campaign_id, network_id);
CREATE UNIQUE INDEX app_user_user_id ON app_user (user_id);
CREATE UNIQUE INDEX engagement_engagement_id ON engagement (engagement_id);
CREATE UNIQUE INDEX install_install_id ON install (install_id);
CREATE UNIQUE INDEX install_user_id_app_id ON install (user_id, app_id);
CREATE UNIQUE INDEX session_session_id ON session (session_id);
CREATE UNIQUE INDEX app_event_event_id ON app_event (event_id);
CREATE UNIQUE INDEX uninstall_install_id ON uninstall (install_id);

CREATE INDEX engagement_user_id_ts ON engagement (user_id, ts);
CREATE INDEX install_engagement_id ON install (engagement_id);
CREATE INDEX session_install_id_started_at ON session (install_id, started_at);
CREATE INDEX app_event_session_id_ts ON app_event (session_id, ts);
