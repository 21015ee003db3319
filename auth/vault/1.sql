CREATE TABLE sealed (
	shelf TEXT NOT NULL,
	id TEXT NOT NULL,
	time INTEGER NOT NULL,
	value BLOB NOT NULL,
	PRIMARY KEY (shelf, id)
) STRICT;
CREATE INDEX by_time ON sealed (shelf, time, id);
CREATE TABLE shelves (
	shelf TEXT PRIMARY KEY,
	bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
PRAGMA application_id = 0x7a6b7776;
PRAGMA user_version = 1;
