package audit

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// Verified is what a sound trail holds.
type Verified struct {
	Entries int64
	First   int64 // sequence of the oldest entry; what was before, retention removed
	Head    Head
}

// BadEntry is the first entry that is not as it was appended.
type BadEntry struct {
	Seq     int64
	Problem string // what is wrong, as the rest of a sentence that begins with the entry
}

func (b *BadEntry) Error() string { return fmt.Sprintf("entry %d %s", b.Seq, b.Problem) }

// BadFile is a database whose entries are as they were appended, and whose
// indexes or pages are not: entries may be there and not be found.
type BadFile struct {
	Finding string // SQLite's words, on a line: "row 6 missing from index by_user", "by_user, Tree 7 page 9: …"
}

func (b *BadFile) Error() string { return "its entries and indexes do not match: " + b.Finding }

// Verify walks the trail in dir from end to end, also while a console appends
// to it; then what is appended meanwhile is left out. The package's
// documentation says what it finds and what it cannot. Heads from outside, as
// the console logs them and as the JSON lines have them, must be in the chain;
// those from before the newest that retention removed can no longer be compared.
//
// The error is a *BadEntry or a *BadFile, or a *znode.Error when there is no
// trail or it cannot be read.
func Verify(ctx context.Context, dir string, outside ...Head) (Verified, error) {
	db, err := openToRead(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Verified{}, unavailable(fmt.Sprintf("There is no audit trail in %s.", dir), err)
	}
	if err != nil {
		return Verified{}, openError(dir, err)
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one state of the trail, whatever is appended
	if err != nil {
		return Verified{}, readError(err)
	}
	defer func() { _ = tx.Rollback() }()
	verified, err := verify(ctx, tx, outside)
	var badEntry *BadEntry
	var badFile *BadFile
	if err == nil || errors.As(err, &badEntry) || errors.As(err, &badFile) {
		return verified, err
	}
	if ctx.Err() != nil {
		return Verified{}, readError(err)
	}
	return Verified{}, openError(dir, err)
}

func verify(ctx context.Context, tx *sql.Tx, outside []Head) (Verified, error) {
	anchor, err := readLink(ctx, tx, "anchor")
	if err != nil {
		return Verified{}, err
	}
	head, err := readLink(ctx, tx, "head")
	if err != nil {
		return Verified{}, err
	}
	if err := checkAnchor(ctx, tx, anchor); err != nil {
		return Verified{}, err
	}
	known := make(known, len(outside))
	for _, h := range outside {
		known[h.Seq] = append(known[h.Seq], h.Hash)
	}
	if anchor.seq > 0 {
		if err := known.check(anchor); err != nil {
			return Verified{}, err
		}
	}
	last, err := walk(ctx, tx, anchor, known)
	if err != nil {
		return Verified{}, err
	}
	if err := checkEnd(last, head, outside); err != nil {
		return Verified{}, err
	}
	if err := checkFile(ctx, tx); err != nil {
		return Verified{}, err
	}
	return Verified{Entries: last.seq - anchor.seq, First: anchor.seq + 1, Head: head.head()}, nil
}

// known are the hashes of entries that are known from outside.
type known map[int64][]string

func (k known) check(at link) error {
	for _, hash := range k[at.seq] {
		if hash != at.head().Hash {
			return &BadEntry{at.seq, "is not the one whose hash was logged: it, or one before it, was changed and the chain computed anew"}
		}
	}
	return nil
}

// checkFile: each index has all entries and no others, and no page is damaged.
// It takes longer than the walk: some 15 s for a million entries.
func checkFile(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "PRAGMA cache_size = -65536"); err != nil { // KiB: entries are looked up in all indexes in turn
		return err
	}
	var finding string
	if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&finding); err != nil {
		return err
	}
	if finding == "ok" {
		return nil
	}
	finding = strings.TrimPrefix(strings.Join(strings.Fields(finding), " "), "*** in database main *** ")
	var root int64
	var name string
	if _, err := fmt.Sscanf(finding, "Tree %d", &root); err != nil {
		return &BadFile{finding}
	}
	if err := tx.QueryRowContext(ctx, "SELECT name FROM sqlite_schema WHERE rootpage = ?", root).Scan(&name); err != nil {
		return err
	}
	return &BadFile{name + ", " + finding}
}

// checkAnchor: what is missing at the front must be what the newest AuditRemove
// says. That entry itself is checked by the walk. No index is used: it may be
// what was changed.
func checkAnchor(ctx context.Context, tx *sql.Tx, anchor link) error {
	var entry Entry
	var encoded string
	err := tx.QueryRowContext(ctx, "SELECT entry FROM entries NOT INDEXED WHERE event = ? ORDER BY seq DESC LIMIT 1", string(AuditRemove)).Scan(&encoded)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil && json.Unmarshal([]byte(encoded), &entry) != nil {
		return nil // the walk names it
	}
	said := link{}.head()
	if entry.Removed != nil {
		said = *entry.Removed
	}
	if said != anchor.head() {
		return &BadEntry{said.Seq + 1, "is missing, or where the trail begins was changed: retention removed the entries up to " + fmt.Sprint(said.Seq) + ", and the trail begins after " + fmt.Sprint(anchor.seq)}
	}
	return nil
}

// walk follows the chain from the anchor to its end.
func walk(ctx context.Context, tx *sql.Tx, anchor link, known known) (link, error) {
	rows, err := tx.QueryContext(ctx, "SELECT seq, time, event, outcome, user, cluster, path, hash, entry FROM entries ORDER BY seq")
	if err != nil {
		return link{}, err
	}
	defer rows.Close()
	last := anchor
	for rows.Next() {
		var r row
		var micros int64
		if err := rows.Scan(&r.Seq, &micros, &r.Event, &r.Outcome, &r.User, &r.Cluster, &r.Path, &r.hash, &r.encoded); err != nil {
			return link{}, err
		}
		r.Time = time.UnixMicro(micros).UTC()
		if last, err = r.follow(last); err != nil {
			return link{}, err
		}
		if err := known.check(last); err != nil {
			return link{}, err
		}
	}
	return last, rows.Err()
}

// listed is what an entry is found by: the columns beside it repeat what it says.
type listed struct {
	Seq     int64     `json:"seq"`
	Time    time.Time `json:"time"`
	Event   Event     `json:"event"`
	Outcome Outcome   `json:"outcome"`
	User    string    `json:"user"`
	Cluster string    `json:"cluster"`
	Path    string    `json:"path"`
}

// row is an entry as the database has it.
type row struct {
	listed
	hash, encoded sql.RawBytes
}

// follow checks that the row comes after last in the chain, and gives its link.
func (r *row) follow(last link) (link, error) {
	if r.Seq > last.seq+1 {
		return link{}, &BadEntry{last.seq + 1, "is missing"}
	}
	if r.Seq <= last.seq {
		return link{}, &BadEntry{r.Seq, "was added: retention had removed it"}
	}
	next := last.next(r.encoded)
	if !bytes.Equal(r.hash, next.hash[:]) {
		return link{}, &BadEntry{r.Seq, "was changed or moved, or the hash of the one before it was"}
	}
	var said listed
	if err := json.Unmarshal(r.encoded, &said); err != nil {
		return link{}, &BadEntry{r.Seq, "is not an entry"}
	}
	if said != r.listed {
		return link{}, &BadEntry{r.Seq, "is listed under what it does not say: the columns beside it were changed"}
	}
	return next, nil
}

// checkEnd: the chain ends at the head, and not before a head from outside.
func checkEnd(last, head link, outside []Head) error {
	switch {
	case last.seq < head.seq:
		return &BadEntry{last.seq + 1, fmt.Sprintf("is missing: the trail went on to %d", head.seq)}
	case last.seq > head.seq:
		return &BadEntry{head.seq + 1, "was added by other means than the console"}
	case last != head:
		return &BadEntry{last.seq, "is not the one that the head names"}
	}
	for _, h := range outside {
		if h.Seq > last.seq {
			return &BadEntry{last.seq + 1, fmt.Sprintf("is missing: a head that was logged says that the trail went on to %d", h.Seq)}
		}
	}
	return nil
}
