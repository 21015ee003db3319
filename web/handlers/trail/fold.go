package trail

import (
	"maps"
	"slices"
	"strings"
	"time"

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
// same znode: one line says it for all. Finds are the same while their text is typed. What
// changed something stands by itself.
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
	// typingTime is how long somebody may type what they look for.
	typingTime = time.Minute
	// maxTyped is how many of the texts are told.
	maxTyped = 20
)

// typed are the settings of a find that change with each letter that is typed: what is sought,
// and the result.
var typed = []string{"name", "q", "seen", "matched", "stopped"}

// isTypedOn reports whether two finds are for what somebody has typed letter by letter:
// of nothing else, and within a minute.
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

// newest returns the entry that stands for a run, the newest of it. Of settings that differ
// it tells what each was, the first first.
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
