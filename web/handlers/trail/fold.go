package trail

import (
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
