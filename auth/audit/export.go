package audit

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Entries gives all that a filter chooses, newest first, in constant memory;
// Limit does not count, and what is appended meanwhile is left out. An error,
// as Query's, is the last it gives.
func (t *Trail) Entries(ctx context.Context, filter Filter) iter.Seq2[Entry, error] {
	const forever = time.Duration(1<<63 - 1)
	filter.Limit = MaxLimit
	return func(yield func(Entry, error) bool) {
		t.settled(ctx)
		for {
			page, err := t.search(ctx, filter, forever)
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for _, entry := range page.Entries {
				if !yield(entry, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			filter.After = page.Next
		}
	}
}

// WriteJSONLines writes entries as JSON, one a line. It stops at the first
// error, of entries or of the writer.
func WriteJSONLines(w io.Writer, entries iter.Seq2[Entry, error]) error {
	buffered := bufio.NewWriter(w)
	for entry, err := range entries {
		if err != nil {
			return err
		}
		line, err := jsonLine(entry)
		if err != nil {
			return err
		}
		if _, err := buffered.Write(line); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

var csvHeader = []string{
	"seq", "time", "event", "outcome", "user", "verified", "role", "address", "cluster", "path",
	"identities", "console_session", "session",
	"before_version", "before_mzxid", "before_length", "before_hash",
	"after_version", "after_mzxid", "after_length", "after_hash",
	"target", "error", "reason", "request_id", "settings", "removed_seq", "removed_hash", "hash",
}

// WriteCSV writes entries as CSV (RFC 4180, UTF-8) under a line of names. A cell
// that a spreadsheet might run as a formula has an apostrophe before it, as
// OWASP advises; JSON lines have the text as it is. It stops at the first error.
func WriteCSV(w io.Writer, entries iter.Seq2[Entry, error]) error {
	table := csv.NewWriter(w)
	if err := table.Write(csvHeader); err != nil {
		return err
	}
	for entry, err := range entries {
		if err != nil {
			return err
		}
		cells, err := csvCells(entry)
		if err != nil {
			return err
		}
		if err := table.Write(cells); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

func csvCells(e Entry) ([]string, error) {
	settings := ""
	if len(e.Settings) > 0 {
		encoded, err := json.Marshal(e.Settings)
		if err != nil {
			return nil, err
		}
		settings = string(encoded)
	}
	removed := []string{"", ""}
	if e.Removed != nil {
		removed = []string{strconv.FormatInt(e.Removed.Seq, 10), e.Removed.Hash}
	}
	cells := slices.Concat(
		[]string{
			strconv.FormatInt(e.Seq, 10), e.Time.Format(time.RFC3339Nano), string(e.Event), string(e.Outcome),
			e.User, strconv.FormatBool(e.Verified), e.Role, e.Address, e.Cluster, e.Path,
			strings.Join(e.Identities, "\n"), e.ConsoleSession, e.Session,
		},
		dataCells(e.Before), dataCells(e.After),
		[]string{e.Target, e.Error, e.Reason, e.RequestID, settings},
		removed, []string{e.Hash},
	)
	for i, cell := range cells {
		cells[i] = harmless(cell)
	}
	return cells, nil
}

func dataCells(d *Data) []string {
	if d == nil {
		return make([]string, 4)
	}
	return []string{
		strconv.FormatInt(int64(d.Version), 10), strconv.FormatInt(d.Mzxid, 10), strconv.Itoa(d.Length), d.Hash,
	}
}

// harmless keeps a spreadsheet from running a cell. Spaces before a sign do not
// stop one, and some take the full-width signs as well.
func harmless(cell string) string {
	start := strings.TrimLeft(cell, " \u00a0\u3000")
	if start != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(start)[0]) {
		return "'" + cell
	}
	return cell
}
