package audit

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Entries yields all entries that match a filter, the newest first, in constant memory. It ignores
// Limit, and leaves out what is appended in the meantime. An error, which is like that of Query, is
// the last that it yields.
func (t *Trail) Entries(ctx context.Context, filter Filter) iter.Seq2[Entry, error] {
	const forever = time.Duration(1<<63 - 1)
	filter.Limit = MaxLimit
	return func(yield func(Entry, error) bool) {
		t.awaitQueue(ctx)
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

// WriteJSONLines writes entries as lines of JSON. It stops at the first error, of entries or of the
// writer.
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
	"batch", "target", "code", "args", "error", "reason", "request_id", "settings", "removed_seq", "removed_hash", "ranges", "hash",
}

// WriteCSV writes entries as CSV in UTF-8, with a header, by WriteCSVRow. Only JSON lines have
// every text unchanged. It stops at the first error.
func WriteCSV(w io.Writer, entries iter.Seq2[Entry, error]) error {
	table := bufio.NewWriter(w)
	WriteCSVRow(table, csvHeader)
	for entry, err := range entries {
		if err != nil {
			return err
		}
		cells, err := csvCells(entry)
		if err != nil {
			return err
		}
		WriteCSVRow(table, cells)
		if _, err := table.Write(nil); err != nil { // of an earlier row: the reader has gone
			return err
		}
	}
	return table.Flush()
}

func csvCells(e Entry) ([]string, error) {
	settings, err := mapCell(e.Settings)
	if err != nil {
		return nil, err
	}
	args, err := mapCell(e.Args)
	if err != nil {
		return nil, err
	}
	batch := ""
	if e.Batch != nil {
		encoded, err := json.Marshal(e.Batch)
		if err != nil {
			return nil, err
		}
		batch = string(encoded)
	}
	removed := []string{"", ""}
	if e.Removed != nil {
		removed = []string{strconv.FormatInt(e.Removed.Seq, 10), e.Removed.Hash}
	}
	return slices.Concat(
		[]string{
			strconv.FormatInt(e.Seq, 10), e.Time.Format(time.RFC3339Nano), string(e.Event), string(e.Outcome),
			e.User, strconv.FormatBool(e.Verified), e.Role, e.Address, e.Cluster, e.Path,
			strings.Join(e.Identities, "\n"), e.ConsoleSession, e.Session,
		},
		dataCells(e.Before), dataCells(e.After),
		[]string{batch, e.Target, string(e.Code), args, e.Error, e.Reason, e.RequestID, settings},
		removed, []string{e.Ranges, e.Hash},
	), nil
}

// mapCell returns a map as JSON; "" for an empty one.
func mapCell(values map[string]string) (string, error) {
	if len(values) == 0 {
		return "", nil
	}
	encoded, err := json.Marshal(values)
	return string(encoded), err
}

func dataCells(d *Data) []string {
	if d == nil {
		return make([]string, 4)
	}
	return []string{
		strconv.FormatInt(int64(d.Version), 10), strconv.FormatInt(d.Mzxid, 10), strconv.Itoa(d.Length), d.Hash,
	}
}
