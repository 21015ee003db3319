CREATE TABLE entries (
	seq INTEGER PRIMARY KEY,
	time INTEGER NOT NULL,
	event TEXT NOT NULL,
	outcome TEXT NOT NULL,
	user TEXT NOT NULL,
	cluster TEXT NOT NULL,
	path TEXT NOT NULL,
	hash BLOB NOT NULL,
	entry TEXT NOT NULL,
	block INTEGER GENERATED ALWAYS AS (seq >> 15) VIRTUAL
) STRICT;
CREATE INDEX by_time ON entries (block, time);
CREATE INDEX by_path ON entries (block, path, user);
CREATE INDEX by_path_changes ON entries (block, path) WHERE event <> 'node.read';
CREATE INDEX by_user ON entries (user);
CREATE INDEX by_user_changes ON entries (user, event) WHERE event <> 'node.read';
CREATE INDEX by_event ON entries (event);
CREATE INDEX by_outcome ON entries (outcome);
CREATE INDEX by_cluster ON entries (cluster);
CREATE TABLE chain (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO chain VALUES ('head', 0, zeroblob(32)), ('anchor', 0, zeroblob(32));
PRAGMA application_id = 0x7a6b7765;
