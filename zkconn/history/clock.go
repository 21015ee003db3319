package history

import (
	"errors"
	"slices"
)

// clock holds times of the segment that is being written, in seconds since 1970. They are those of
// the leaders, whose clocks may step forward and back.
type clock struct {
	latest int64 // highest so far
	newest int64 // of the newest transaction
}

// tick updates the indexes by time for the second of the next transaction. The table clock has the
// first transaction of a second or later; since has the first transaction from which on none is
// earlier than a second. They only differ where the clock stepped back.
func (b *block) tick(second int64) error {
	c := &b.clock
	if second > c.latest {
		if err := b.exec("INSERT INTO clock (second, n) VALUES (?, ?)", second, b.next.n); err != nil {
			return err
		}
		c.latest = second
	}
	switch {
	case second > c.newest:
		if err := b.exec("INSERT INTO since (second, n) VALUES (?, ?)", second, b.next.n); err != nil {
			return err
		}
	case second < c.newest: // later seconds no longer hold to the end
		if err := b.exec("INSERT OR IGNORE INTO since (second, n) SELECT ?1, n FROM since WHERE second > ?1 ORDER BY second LIMIT 1", second); err != nil {
			return err
		}
		if err := b.exec("DELETE FROM since WHERE second > ?", second); err != nil {
			return err
		}
	}
	c.newest = second
	return nil
}

// sinceRow is a row of since.
type sinceRow struct{ second, n int64 }

// ticked checks the row of clock that a transaction must have made, and updates d.since as tick
// does.
func (d *derived) ticked(second, n int64) error {
	since, from := d.since, n
	for last := len(since) - 1; last >= 0 && since[last].second > second; last-- {
		from, since = since[last].n, since[:last]
	}
	if last := len(since) - 1; last < 0 || since[last].second < second {
		since = append(since, sinceRow{second, from})
	}
	d.since = since
	if second <= d.second {
		return nil
	}
	d.second = second
	d.seconds++
	var found int64
	if err := d.s.row(d.ctx, "SELECT n FROM clock WHERE second = ?", second).Scan(&found); err != nil || found != n {
		return errors.Join(errClock, ignoreNone(err))
	}
	return nil
}

// clocks compares the indexes by time at the end of the segment.
func (d *derived) clocks() error {
	var seconds int64
	if err := d.s.row(d.ctx, "SELECT count(*) FROM clock").Scan(&seconds); err != nil {
		return err
	}
	rows, err := d.s.rows(d.ctx, "SELECT second, n FROM since ORDER BY second")
	if err != nil {
		return err
	}
	defer rows.Close()
	var since []sinceRow
	for rows.Next() && len(since) <= len(d.since) {
		var one sinceRow
		if err := rows.Scan(&one.second, &one.n); err != nil {
			return err
		}
		since = append(since, one)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if seconds != d.seconds || !slices.Equal(since, d.since) {
		return errClock
	}
	return nil
}
