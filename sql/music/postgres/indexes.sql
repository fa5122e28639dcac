-- Run after the rows are loaded: keys, indexes for the views and for common questions, and foreign keys.

ALTER TABLE artist ADD PRIMARY KEY (artist_id);
ALTER TABLE song ADD PRIMARY KEY (song_id);
ALTER TABLE listener ADD PRIMARY KEY (listener_id);
ALTER TABLE page_view ADD PRIMARY KEY (session_id, item);
ALTER TABLE listen ADD PRIMARY KEY (session_id, item);
ALTER TABLE auth_event ADD PRIMARY KEY (session_id, item);
ALTER TABLE status_change ADD PRIMARY KEY (session_id, item);

CREATE INDEX song_artist_id ON song (artist_id);
CREATE INDEX listen_listener_id_ts ON listen (listener_id, ts);
CREATE INDEX status_change_listener_id_ts ON status_change (listener_id, ts);

ALTER TABLE song ADD FOREIGN KEY (artist_id) REFERENCES artist (artist_id) DEFERRABLE;
ALTER TABLE page_view ADD FOREIGN KEY (listener_id) REFERENCES listener (listener_id) DEFERRABLE;
ALTER TABLE page_view ADD FOREIGN KEY (song_id) REFERENCES song (song_id) DEFERRABLE;
ALTER TABLE listen ADD FOREIGN KEY (listener_id) REFERENCES listener (listener_id) DEFERRABLE;
ALTER TABLE listen ADD FOREIGN KEY (song_id) REFERENCES song (song_id) DEFERRABLE;
ALTER TABLE listen ADD FOREIGN KEY (session_id, item) REFERENCES page_view (session_id, item) DEFERRABLE;
ALTER TABLE auth_event ADD FOREIGN KEY (listener_id) REFERENCES listener (listener_id) DEFERRABLE;
ALTER TABLE auth_event ADD FOREIGN KEY (session_id, item) REFERENCES page_view (session_id, item) DEFERRABLE;
ALTER TABLE status_change ADD FOREIGN KEY (listener_id) REFERENCES listener (listener_id) DEFERRABLE;
ALTER TABLE status_change ADD FOREIGN KEY (session_id, item) REFERENCES page_view (session_id, item) DEFERRABLE;
