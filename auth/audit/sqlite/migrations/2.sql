-- Entries that retention removed, as runs: the chain goes on from the hash of a
-- run's last entry. The anchor was the run at the front.
CREATE TABLE removed (
	first INTEGER PRIMARY KEY,
	last INTEGER NOT NULL,
	hash BLOB NOT NULL
) STRICT;
INSERT INTO removed SELECT 1, seq, hash FROM chain WHERE name = 'anchor' AND seq > 0;
DELETE FROM chain WHERE name = 'anchor';

-- Most entries are looks that went well. The fewer indexes they are in, the less
-- is written for a page.
DROP INDEX by_event;
DROP INDEX by_outcome;
CREATE INDEX by_event_changes ON entries (event) WHERE event <> 'node.read';
CREATE INDEX by_outcome_other ON entries (outcome) WHERE outcome <> 'ok';

-- What retention by size removes first, oldest first.
CREATE INDEX looks ON entries (seq) WHERE event IN ('node.read', 'node.search', 'node.raw') OR outcome = 'denied';
