package audit

import (
	"database/sql"
	"time"
)

// removeBatch bounds the entries removed in one transaction, and with it how
// long an append waits for it: some tens of milliseconds.
const removeBatch = 1000

// removeOldest removes a batch of what is too old or too much, and tells
// whether there may be more. The chain goes on: an entry of its own says up to
// where, and the anchor says where it now begins.
func (t *Trail) removeOldest() (more bool) {
	err := t.write(func(tx *sql.Tx) error {
		last, count, err := t.expired(tx)
		if err != nil || count == 0 {
			return err
		}
		more = count == removeBatch
		return remove(tx, last)
	})
	if err != nil {
		t.settle(writeError(err), 0)
		return false
	}
	return more
}

// expired is the newest of the oldest entries that are to go, and their number,
// at most removeBatch.
func (t *Trail) expired(tx *sql.Tx) (last link, count int, err error) {
	tooMuch, err := t.tooMuch(tx)
	if err != nil {
		return link{}, 0, err
	}
	rows, err := tx.Query("SELECT seq, time, hash FROM entries ORDER BY seq LIMIT ?", removeBatch)
	if err != nil {
		return link{}, 0, err
	}
	defer rows.Close()
	now := time.Now()
	for rows.Next() {
		var next link
		var micros int64
		var hash []byte
		if err := rows.Scan(&next.seq, &micros, &hash); err != nil {
			return link{}, 0, err
		}
		if !tooMuch && !t.tooOld(now.Sub(time.UnixMicro(micros)), count == 0) {
			break
		}
		copy(next.hash[:], hash)
		last = next
		count++
	}
	if tooMuch && count < removeBatch {
		return link{}, 0, rows.Err()
	}
	return last, count, rows.Err()
}

// tooOld lets the oldest entry of all grow some more, so that entries go many
// at once.
func (t *Trail) tooOld(age time.Duration, oldest bool) bool {
	if t.config.MaxAge == 0 {
		return false
	}
	if oldest {
		age -= t.pace.slack
	}
	return age > t.config.MaxAge
}

func (t *Trail) tooMuch(tx *sql.Tx) (bool, error) {
	if t.config.MaxBytes == 0 {
		return false, nil
	}
	var used int64
	err := tx.QueryRow(`SELECT (page_count - freelist_count) * page_size
		FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).Scan(&used)
	return used > t.config.MaxBytes, err
}

func remove(tx *sql.Tx, last link) error {
	head := last.head()
	if err := insert(tx, []Entry{{Event: AuditRemove, Outcome: OK, Removed: &head}}); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM entries WHERE seq <= ?", last.seq); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE chain SET seq = ?, hash = ? WHERE name = 'anchor'", last.seq, last.hash[:])
	return err
}
