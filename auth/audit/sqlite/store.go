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
	roomToOpen = 128 << 10 // for what SQLite shares between processes, also beside databases that are opened next
)

// Store implements audit.Store on the database in a data directory.
type Store struct {
	dir     string
	lock    *dirlock.Lock
	file    os.FileInfo // of the database
	writer  *sql.DB     // one connection, for Append, Remove and Size
	readers *sql.DB
	reserve *reserve
	journal bool // there was one when the database was opened, or no database
}

// Open opens the trail in a data directory, or begins one, and takes the
// directory for this process. It sets config's Store and Key. The error is a
// *znode.Error for whoever starts the console; it names the directory.
//
// The file does not shrink when retention removes entries: their room is used
// again.
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

// OpenStore opens the database in a data directory, made if it is not there, and
// takes the directory for this process.
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

// hasJournal reports whether what was written last may be in a WAL, or there is
// no database yet.
func hasJournal(dir string) bool {
	file := filepath.Join(dir, databaseFile)
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		return true
	}
	_, err := os.Stat(file + "-wal")
	return err == nil
}

// Low implements audit.Store. Pages of the database that retention has freed are
// as good as a reserve.
func (s *Store) Low() bool {
	if !s.reserve.low() {
		return false
	}
	return !s.hasFreed()
}

// hasFreed reports whether the database has as much room in itself as a reserve has.
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

// Close closes the writer after the readers: the last to close clears SQLite's
// own files away.
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

// readHead reads the head, and refuses one that is not the newest entry's: to
// append would cover up what is missing.
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

// readLink reads the head as the table of the chain has it.
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

// printed returns a link as logs have it.
func printed(l audit.Link) string {
	return fmt.Sprintf("%d:%s", l.Seq, hex.EncodeToString(l.Hash[:]))
}

// Append implements audit.Store. On a full disk half of the reserve is for it, and the
// other half where the database need not grow.
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

// write does one transaction. What it changed is on the disk when the error is nil.
// The disk keeps room for the database to take what the WAL holds, whoever reads.
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

// inReserve does a transaction in the room of what is left of the reserve, which is
// taken back.
func (s *Store) inReserve(transact func()) {
	s.reserve.lend(func() {
		_, _ = s.moveJournal("TRUNCATE")
		transact()
		_, _ = s.moveJournal("TRUNCATE")
	})
}

// checkpoint moves what the WAL holds to the database, in the room of the reserve if
// need be; to truncate gives the room of the WAL back. It reports whether it did.
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
		// After some errors SQLite leaves the transaction open, which
		// database/sql takes for ended.
		_, _ = s.writer.Exec("ROLLBACK")
		return err
	}
	return nil
}

// checkFile finds a database that was moved or removed: SQLite would go on
// writing to a file that nobody can find.
func (s *Store) checkFile() error {
	now, err := os.Stat(filepath.Join(s.dir, databaseFile))
	if err != nil || !os.SameFile(now, s.file) {
		return errors.Join(errMoved, err)
	}
	return nil
}

// insert appends entries behind the head, which must be after, and moves it.
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
		if err := count(tx, block); err != nil { // it is full
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
