package trail

import (
	"maps"
	"slices"

	"zkweb/auth/audit"
)

// fold leaves out the intents whose outcomes are among the entries, which are the
// newest first, and tells for each outcome's sequence that of its intent. An
// intent without an outcome stays: nobody knows how it went.
func fold(entries []audit.Entry) (left []audit.Entry, intents map[int64]int64) {
	intents = map[int64]int64{}
	var open []audit.Entry // outcomes whose intent has not been met
	for _, entry := range entries {
		if entry.Outcome != audit.Intent {
			open = append(open, entry)
			left = append(left, entry)
			continue
		}
		of := slices.IndexFunc(open, func(outcome audit.Entry) bool { return isOutcome(outcome, entry) })
		if of < 0 {
			left = append(left, entry)
			continue
		}
		intents[open[of].Seq] = entry.Seq
		open = slices.Delete(open, of, of+1)
	}
	return left, intents
}

// isOutcome reports whether an entry says how an intent went. They are of one
// request, which may have several changes of one znode: the nearest is its own.
func isOutcome(entry, intent audit.Entry) bool {
	return entry.RequestID != "" && entry.RequestID == intent.RequestID && entry.Event == intent.Event &&
		entry.Path == intent.Path && entry.Cluster == intent.Cluster
}

// repeats parts entries into runs of the same look or refusal, by the same person, of the
// same znode: one line says it for all. What changed something stands by itself.
func repeats(entries []audit.Entry) [][]audit.Entry {
	var runs [][]audit.Entry
	for _, entry := range entries {
		if last := len(runs) - 1; last >= 0 && isRepeat(runs[last][0], entry) {
			runs[last] = append(runs[last], entry)
			continue
		}
		runs = append(runs, []audit.Entry{entry})
	}
	return runs
}

func isRepeat(a, b audit.Entry) bool {
	look := a.Event == audit.NodeRead || a.Event == audit.NodeSearch || a.Event == audit.NodeRaw || a.Outcome == audit.Denied
	return look && a.Event == b.Event && a.Outcome == b.Outcome && a.Code == b.Code && a.User == b.User && a.Verified == b.Verified && a.Role == b.Role &&
		a.Address == b.Address && a.Cluster == b.Cluster && a.Path == b.Path && a.Target == b.Target && a.Reason == b.Reason && maps.Equal(a.Settings, b.Settings)
}
