-- Run after the rows are loaded: keys, indexes for the views and for common questions, and foreign keys.

ALTER TABLE ad_network ADD PRIMARY KEY (network_id);
ALTER TABLE app ADD PRIMARY KEY (app_id);
ALTER TABLE campaign ADD PRIMARY KEY (campaign_id);
ALTER TABLE campaign_network ADD PRIMARY KEY (campaign_id, network_id);
ALTER TABLE app_user ADD PRIMARY KEY (user_id);
ALTER TABLE engagement ADD PRIMARY KEY (engagement_id);
ALTER TABLE install ADD PRIMARY KEY (install_id);
ALTER TABLE install ADD UNIQUE (user_id, app_id);
ALTER TABLE session ADD PRIMARY KEY (session_id);
ALTER TABLE app_event ADD PRIMARY KEY (event_id);
ALTER TABLE uninstall ADD PRIMARY KEY (install_id);

CREATE INDEX engagement_user_id_ts ON engagement (user_id, ts);
CREATE INDEX install_engagement_id ON install (engagement_id);
CREATE INDEX session_install_id_started_at ON session (install_id, started_at);
CREATE INDEX app_event_session_id_ts ON app_event (session_id, ts);

ALTER TABLE campaign ADD FOREIGN KEY (app_id) REFERENCES app (app_id) DEFERRABLE;
ALTER TABLE campaign_network ADD FOREIGN KEY (campaign_id) REFERENCES campaign (campaign_id) DEFERRABLE;
ALTER TABLE campaign_network ADD FOREIGN KEY (network_id) REFERENCES ad_network (network_id) DEFERRABLE;
ALTER TABLE engagement ADD FOREIGN KEY (user_id) REFERENCES app_user (user_id) DEFERRABLE;
ALTER TABLE engagement ADD FOREIGN KEY (campaign_id, network_id)
  REFERENCES campaign_network (campaign_id, network_id) DEFERRABLE;
ALTER TABLE install ADD FOREIGN KEY (user_id) REFERENCES app_user (user_id) DEFERRABLE;
ALTER TABLE install ADD FOREIGN KEY (app_id) REFERENCES app (app_id) DEFERRABLE;
ALTER TABLE install ADD FOREIGN KEY (engagement_id) REFERENCES engagement (engagement_id) DEFERRABLE;
ALTER TABLE session ADD FOREIGN KEY (install_id) REFERENCES install (install_id) DEFERRABLE;
ALTER TABLE app_event ADD FOREIGN KEY (session_id) REFERENCES session (session_id) DEFERRABLE;
ALTER TABLE uninstall ADD FOREIGN KEY (install_id) REFERENCES install (install_id) DEFERRABLE;
