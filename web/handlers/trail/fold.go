package trail

import (
	"maps"
	"slices"
	"strings"
	"time"

	"zkweb/auth/audit"
)

// fold drops the intents whose outcomes are among the entries, which must be newest first, and
// returns for each outcome's sequence that of its intent. It keeps an intent without an outcome,
// since its result is not known.
func fold(entries []audit.Entry) (left []audit.Entry, intents map[int64]int64) {
	intents = map[int64]int64{}
	var open []audit.Entry // outcomes whose intent was not seen yet
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

// isOutcome reports whether an entry is the outcome of an intent. Both are from one request. If
// that has several changes of one znode, the nearest outcome belongs to the intent.
func isOutcome(entry, intent audit.Entry) bool {
	return entry.RequestID != "" && entry.RequestID == intent.RequestID && entry.Event == intent.Event &&
		entry.Path == intent.Path && entry.Cluster == intent.Cluster
}

// repeats splits entries into runs of the same look or refusal by the same person at the same
// znode, which are shown as one line. Finds are the same while their text is being typed. An entry
// that changed something is a run of its own.
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
		a.Address == b.Address && a.Cluster == b.Cluster && a.Path == b.Path && a.Target == b.Target && a.Reason == b.Reason &&
		(maps.Equal(a.Settings, b.Settings) || isTypedOn(a, b))
}

const (
	// typingTime is the longest time between two finds of one typed text.
	typingTime = time.Minute
	// maxTyped is how many of the texts are shown.
	maxTyped = 20
)

// typed are the settings of a find that change while its text is typed: the text and the result.
var typed = []string{"name", "q", "seen", "matched", "stopped"}

// isTypedOn reports whether two finds differ only in the typed text and its result, and are not
// more than typingTime apart.
func isTypedOn(a, b audit.Entry) bool {
	return a.Event == audit.NodeSearch && a.Time.Sub(b.Time).Abs() <= typingTime && maps.Equal(notTyped(a.Settings), notTyped(b.Settings))
}

func notTyped(settings map[string]string) map[string]string {
	rest := maps.Clone(settings)
	for _, name := range typed {
		delete(rest, name)
	}
	return rest
}

// newest returns the entry that represents a run: the newest one, with all values of the settings
// that differ, the oldest first.
func newest(run []audit.Entry) audit.Entry {
	entry := run[0]
	if len(run) == 1 {
		return entry
	}
	settings := map[string]string{}
	maps.Copy(settings, entry.Settings)
	for _, name := range typed {
		var all []string
		for _, one := range slices.Backward(run) {
			if value := one.Settings[name]; value != "" && !slices.Contains(all, value) {
				all = append(all, value)
			}
		}
		if len(all) > maxTyped {
			all = append([]string{"…"}, all[len(all)-maxTyped:]...)
		}
		if len(all) > 1 {
			settings[name] = strings.Join(all, ", ")
		}
	}
	entry.Settings = settings
	return entry
}
