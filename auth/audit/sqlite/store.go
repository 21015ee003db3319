package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"zkweb/auth/audit"
	"zkweb/zkconn/dirlock"
)

const (
	lockFile   = "audit.lock"
	roomToOpen = 128 << 10 // for the files that SQLite shares between processes, including those of databases that are opened next
)

// Store implements audit.Store by the database in a data directory.
type Store struct {
	dir     string
	lock    *dirlock.Lock
	file    os.FileInfo // of the database when it was opened
	writer  *sql.DB     // a single connection, for Append, Remove and Size
	readers *sql.DB
	reserve *reserve
	journal bool // there was a WAL, or no database, before it was opened
}

// Open opens the trail in a data directory, or creates one, and locks the directory for this
// process. It sets the Store, Key and NoJournal of config. The error is a *znode.Error that names
// the directory.
//
// The file does not shrink when retention removes entries; their room is reused.
func Open(dir string, config audit.Config) (*audit.Trail, error) {
	opened, err := OpenStore(dir)
	if err != nil {
		return nil, openError(dir, err)
	}
	config.Store, config.NoJournal = opened, !opened.journal
	if config.Key, err = audit.ReadKey(dir); err != nil {
		return nil, openError(dir, errors.Join(err, opened.Close()))
	}
	trail, err := audit.Open(config)
	if err != nil {
		return nil, openError(dir, errors.Join(err, opened.Close()))
	}
	return trail, nil
}

// OpenStore opens the database in a data directory, which it creates if needed, and locks the
// directory for this process.
func OpenStore(dir string) (*Store, error) {
	s := &Store{dir: dir, reserve: &reserve{file: filepath.Join(dir, reserveFile)}}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) open() (err error) {
	if err = os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	if s.lock, err = dirlock.Take(s.dir, lockFile); err != nil {
		return err
	}
	s.journal = hasJournal(s.dir)
	s.reserve.replenish()
	s.reserve.yield(roomToOpen)
	if s.writer, err = openToWrite(s.dir); err != nil {
		return err
	}
	if s.readers, err = openToRead(s.dir); err != nil {
		return err
	}
	s.file, err = os.Stat(filepath.Join(s.dir, databaseFile))
	return err
}

// hasJournal reports whether there is no database yet, or a WAL that may contain what was written
// last.
func hasJournal(dir string) bool {
	file := filepath.Join(dir, databaseFile)
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		return true
	}
	_, err := os.Stat(file + "-wal")
	return err == nil
}

// Low implements audit.Store. Free pages in the database count as a reserve.
func (s *Store) Low() bool {
	if !s.reserve.low() {
		return false
	}
	return !s.hasFreed()
}

// hasFreed reports whether the free pages in the database are as large as the reserve.
func (s *Store) hasFreed() bool {
	var free int64
	err := s.writer.QueryRow("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size").Scan(&free)
	return err == nil && free >= s.reserve.size()
}

// Replenish implements audit.Store.
func (s *Store) Replenish() {
	if s.reserve.low() {
		s.checkpoint("TRUNCATE")
	}
	s.reserve.replenish()
}

// Close closes the readers before the writer, since the last connection to close removes SQLite's
// own files.
func (s *Store) Close() error {
	var all []error
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db != nil {
			all = append(all, db.Close())
		}
	}
	if s.lock != nil {
		all = append(all, s.lock.Release())
	}
	return errors.Join(all...)
}

// Head implements audit.Store.
func (s *Store) Head(ctx context.Context) (audit.Link, error) {
	head, err := readHead(ctx, s.readers)
	if err != nil {
		return audit.Link{}, readError(err)
	}
	return head, nil
}

// readHead reads the head. It fails if the head is not the newest entry, since appending would then
// hide that entries are missing.
func readHead(ctx context.Context, db querier) (audit.Link, error) {
	head, err := readLink(ctx, db)
	if err != nil {
		return audit.Link{}, err
	}
	var newest audit.Link
	var hash []byte
	err = db.QueryRowContext(ctx, "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1").Scan(&newest.Seq, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return audit.Link{}, err
	}
	copy(newest.Hash[:], hash)
	if newest != head {
		return audit.Link{}, fmt.Errorf("%w: the newest entry is %s, the head %s", audit.ErrHead, printed(newest), printed(head))
	}
	return head, nil
}

// readLink reads the head from the table chain.
func readLink(ctx context.Context, db querier) (audit.Link, error) {
	var head audit.Link
	var hash []byte
	err := db.QueryRowContext(ctx, "SELECT seq, hash FROM chain WHERE name = 'head'").Scan(&head.Seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return audit.Link{}, errForeign
	}
	if err != nil {
		return audit.Link{}, err
	}
	copy(head.Hash[:], hash)
	return head, nil
}

// printed returns a link in the form that logs have.
func printed(l audit.Link) string {
	return fmt.Sprintf("%d:%s", l.Seq, hex.EncodeToString(l.Hash[:]))
}

// Append implements audit.Store. On a full disk it uses half of the reserve, and the other half if
// the database has free pages to write to.
func (s *Store) Append(after audit.Link, entries []audit.Record) error {
	change := func(tx *sql.Tx) error { return insert(tx, after, entries) }
	err := s.write(change)
	if isFull(err) && s.reserve.halve() {
		err = s.write(change)
	}
	if isFull(err) && s.hasFreed() {
		s.inReserve(func() { err = s.transact(change) })
	}
	return writeError(err)
}

// write makes one transaction. If it succeeds, the changes are on the disk. It keeps enough room on
// the disk for moving the WAL's content to the database.
func (s *Store) write(change func(*sql.Tx) error) error {
	if err := s.checkFile(); err != nil {
		return err
	}
	if s.reserve.free() < fileSize(filepath.Join(s.dir, databaseFile+"-wal")) {
		s.checkpoint("PASSIVE")
	}
	err := s.transact(change)
	if isFull(err) && s.checkpoint("TRUNCATE") {
		err = s.transact(change)
	}
	return err
}

// inReserve makes a transaction in the room of the reserve, which is restored afterwards.
func (s *Store) inReserve(transact func()) {
	s.reserve.lend(func() {
		_, _ = s.moveJournal("TRUNCATE")
		transact()
		_, _ = s.moveJournal("TRUNCATE")
	})
}

// checkpoint moves the content of the WAL to the database, using the room of the reserve if needed.
// Mode TRUNCATE also frees the room of the WAL. It reports whether it succeeded.
func (s *Store) checkpoint(mode string) bool {
	done, err := s.moveJournal(mode)
	if isFull(err) {
		s.reserve.lend(func() { done, _ = s.moveJournal("TRUNCATE") })
	}
	return done
}

func (s *Store) moveJournal(mode string) (bool, error) {
	var busy, frames, moved int
	err := s.writer.QueryRow("PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &moved)
	return err == nil && busy == 0, err
}

func (s *Store) transact(change func(*sql.Tx) error) error {
	tx, err := s.writer.Begin()
	if err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		// After some errors SQLite leaves the transaction open, although database/sql considers it
		// ended.
		_, _ = s.writer.Exec("ROLLBACK")
		return err
	}
	return nil
}

// checkFile fails if the database was moved or removed. SQLite would otherwise continue writing to
// a file that nobody can find.
func (s *Store) checkFile() error {
	now, err := os.Stat(filepath.Join(s.dir, databaseFile))
	if err != nil || !os.SameFile(now, s.file) {
		return errors.Join(errMoved, err)
	}
	return nil
}

// insert appends entries after the head, which must equal after, and updates the head.
func insert(tx *sql.Tx, after audit.Link, entries []audit.Record) error {
	head, err := readLink(context.Background(), tx)
	if err != nil {
		return err
	}
	if head != after {
		return fmt.Errorf("%w: the head is %s, appended last was %s", audit.ErrHead, printed(head), printed(after))
	}
	row, err := tx.Prepare(`INSERT INTO entries (seq, time, event, outcome, user, cluster, path, hash, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer row.Close()
	for _, entry := range entries {
		if _, err := row.Exec(entry.Seq, entry.Time.UnixMicro(), string(entry.Event), string(entry.Outcome),
			entry.User, entry.Cluster, entry.Path, entry.Hash[:], string(entry.Encoded)); sqliteCode(err) == sqlite3.SQLITE_CONSTRAINT {
			return fmt.Errorf("%w, which is %s: %w", audit.ErrHead, printed(after), err)
		} else if err != nil {
			return err
		}
		head = entry.Link
	}
	for block := after.Seq >> blockShift; block < head.Seq>>blockShift; block++ {
		if err := count(tx, block); err != nil { // the block is full
			return err
		}
	}
	_, err = tx.Exec("UPDATE chain SET seq = ?, hash = ? WHERE name = 'head'", head.Seq, head.Hash[:])
	return err
}

// Size implements audit.Store.
func (s *Store) Size() (int64, error) {
	var used int64
	err := s.writer.QueryRow(`SELECT (page_count - freelist_count) * page_size
		FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).Scan(&used)
	return used, writeError(err)
}
