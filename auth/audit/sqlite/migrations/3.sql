-- What is in each full block, counted when it was full and when retention had gone
-- through it. A block with any row here has them all.
CREATE TABLE tallies (
	block INTEGER NOT NULL,
	user TEXT NOT NULL,
	cluster TEXT NOT NULL,
	event TEXT NOT NULL,
	outcome TEXT NOT NULL,
	verified INTEGER NOT NULL,
	role TEXT NOT NULL,
	address TEXT NOT NULL,
	count INTEGER NOT NULL,
	first INTEGER NOT NULL,
	last INTEGER NOT NULL,
	PRIMARY KEY (block, user, cluster, event, outcome, verified, role, address)
) STRICT, WITHOUT ROWID;
