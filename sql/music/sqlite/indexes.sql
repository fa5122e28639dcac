-- Run after the rows are loaded: first the keys, then the indexes for the views and for common questions.

CREATE UNIQUE INDEX artist_artist_id ON artist (artist_id);
CREATE UNIQUE INDEX song_song_id ON song (song_id);
CREATE UNIQUE INDEX listener_listener_id ON listener (listener_id);
CREATE UNIQUE INDEX page_view_session_id_item ON page_view (session_id, item);
CREATE UNIQUE INDEX listen_session_id_item ON listen (session_id, item);
CREATE UNIQUE INDEX auth_event_session_id_item ON auth_event (session_id, item);
CREATE UNIQUE INDEX status_change_session_id_item ON status_change (session_id, item);

CREATE INDEX song_artist_id ON song (artist_id);
CREATE INDEX listen_listener_id_ts ON listen (listener_id, ts);
CREATE INDEX status_change_listener_id_ts ON status_change (listener_id, ts);
