package audit

import (
	"context"
	"encoding/json"
	"strconv"

	"zkweb/zkconn/znode"
)

// lookBack is how many of the newest entries are read when a trail is opened.
const lookBack = 4096

// KeySetting is the name in ConsoleStart's Settings of the key's fingerprint.
const KeySetting = "audit-key"

// begin checks how the trail was left. It returns what must be recorded first: what is missing or
// was replaced, and an outcome for each intent of an earlier console that has none.
func (t *Trail) begin(newest []Record) ([]Entry, error) {
	var entries []Entry
	note := func(code znode.Code, args znode.Args) {
		t.config.Logger.Warn("audit trail: something is missing or was replaced", "problem", string(code), "args", args)
		entries = append(entries, Entry{Event: AuditGap, Outcome: Failed, Code: code, Args: args})
	}
	if t.last.Seq == 0 {
		if !t.config.Key.Made {
			note(znode.CodeBegunAnew, nil)
		}
		return entries, nil
	}
	replaced, err := t.keyReplaced()
	if err != nil {
		return nil, err
	}
	if replaced {
		note(znode.CodeKeyReplaced, nil)
	}
	if bad, found := unchained(newest); found {
		note(znode.CodeChainBroken, znode.Args{"seq": strconv.FormatInt(bad, 10)})
	}
	if last := newest[len(newest)-1]; t.config.NoJournal && last.Event != ConsoleStop {
		note(znode.CodeEndMissing, nil)
	}
	return append(entries, openIntents(newest)...), nil
}

// readNewest reads the newest records.
func (t *Trail) readNewest() ([]Record, error) {
	var newest []Record
	for record, err := range t.store.Walk(context.Background(), t.last.Seq-lookBack) {
		if err != nil {
			return nil, err
		}
		newest = append(newest, record)
	}
	return newest, nil
}

// keyReplaced reports whether the key differs from that of the newest start.
func (t *Trail) keyReplaced() (bool, error) {
	if t.config.Key.Made {
		return true, nil
	}
	const forever = 1<<63 - 1
	page, err := t.store.Search(context.Background(), Filter{Event: ConsoleStart}, 0, 1, forever)
	if err != nil || len(page.Entries) == 0 {
		return false, err
	}
	before, said := page.Entries[0].Settings[KeySetting]
	return said && before != t.config.Key.Fingerprint(), nil
}

// unchained returns the first record that does not follow from the one before it.
func unchained(records []Record) (seq int64, found bool) {
	for i, record := range records[min(1, len(records)):] {
		before := records[i]
		if record.IsRun() && record.First == before.Seq+1 || !record.IsRun() && before.Next(record.Encoded) == record.Link {
			continue
		}
		return record.Seq, true
	}
	return 0, false
}

// openIntents returns an outcome for each intent that has none.
func openIntents(records []Record) []Entry {
	var open []Entry
	for _, record := range records {
		if record.IsRun() {
			continue
		}
		var entry Entry
		if json.Unmarshal(record.Encoded, &entry) != nil {
			continue // verify reports it
		}
		if entry.Outcome == Intent {
			open = append(open, entry)
			continue
		}
		for i, intent := range open {
			if intent.RequestID == entry.RequestID && intent.Event == entry.Event && intent.User == entry.User && intent.Cluster == entry.Cluster {
				open = append(open[:i], open[i+1:]...)
				break
			}
		}
	}
	for i := range open {
		open[i].Outcome, open[i].Code = Unknown, znode.CodeEndedBefore
	}
	return open
}
