package sqlite

import (
	"slices"
	"strings"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// isLook is the condition for entries that retention by size removes. The index looks contains
// exactly these.
const isLook = "(event IN ('node.read', 'node.search', 'node.raw') OR outcome = 'denied')"

// index returns the index that leaves the fewest entries to look at, given what trails usually
// contain: mostly successful reads, in one or a few clusters.
func index(f audit.Filter) string {
	changes := f.Event != "" && f.Event != audit.NodeRead || f.Events != nil
	path := f.Path != "" && f.Path != "/"
	switch {
	case f.Revealed != "":
		return "INDEXED BY by_path_changes"
	case f.User != "" && changes:
		return "INDEXED BY by_user_changes"
	case path && changes:
		return "INDEXED BY by_path_changes"
	case f.Outcome != "" && f.Outcome != audit.OK:
		return "INDEXED BY by_outcome_other"
	case path:
		return "INDEXED BY by_path"
	case f.User != "":
		return "INDEXED BY by_user"
	case areConfined(f):
		return "INDEXED BY by_path_changes"
	case changes:
		return "INDEXED BY by_event_changes"
	case f.Cluster != "":
		return "INDEXED BY by_cluster"
	case f.Event == audit.NodeRead:
		return "INDEXED BY looks"
	}
	return "NOT INDEXED" // in the order of the sequences
}

// areConfined reports whether a filter selects changes for somebody who sees only some paths. There
// are many changes, and the index by path tells if none is at these paths.
func areConfined(f audit.Filter) bool {
	sets := f.Event == audit.NodeSet || slices.Contains(f.Events, audit.NodeSet)
	return sets && len(f.Within) > 0 && !slices.ContainsFunc(f.Within, audit.Scope.Whole)
}

// where returns the filter in SQL.
func where(f audit.Filter) (sql string, values []any) {
	add := func(condition string, of ...any) {
		if condition != "" {
			sql += " AND " + condition
			values = append(values, of...)
		}
	}
	if f.User != "" {
		add("user = ?", f.User)
	}
	if f.Revealed != "" {
		revealed, of := whereRevealed(f.Revealed)
		add(revealed, of...)
		f.Event, f.Path = "", ""
	}
	if f.Events != nil {
		in, of := whereIn(f.Events)
		add(in, of...)
	}
	event, of := whereEvent(f.Event)
	add(event, of...)
	outcome, of := whereOutcome(f.Outcome)
	add(outcome, of...)
	if f.Cluster != "" {
		add("cluster = ?", f.Cluster)
	}
	if areConfined(f) {
		among, of := whereAmong(f.Within)
		add(among, of...) // this condition only needs the path, which the index has
	}
	if f.Within != nil {
		within, of := whereWithin(f.Within)
		add(within, of...)
	}
	switch f.Path {
	case "":
	case "/":
		add("path <> ''")
	default:
		below, of := whereBelow(f.Path)
		add(below, of...)
	}
	times, bounds := whereTime(f)
	return sql + times, append(values, bounds...)
}

// whereEvent also has a condition that makes a partial index usable: that of looks, or those of
// changes.
func whereEvent(event audit.Event) (sql string, values []any) {
	switch event {
	case "":
		return "", nil
	case audit.NodeRead:
		return "event = ? AND " + isLook, []any{string(event)}
	}
	return "event = ? AND event <> 'node.read'", []any{string(event)}
}

// whereOutcome also has a condition that makes the partial index of outcomes other than ok usable.
func whereOutcome(outcome audit.Outcome) (sql string, values []any) {
	switch outcome {
	case "":
		return "", nil
	case audit.OK:
		return "outcome = ?", []any{string(outcome)}
	}
	return "outcome = ? AND outcome <> 'ok'", []any{string(outcome)}
}

// whereIn is the condition for several events, none of which is a look.
func whereIn(events []audit.Event) (sql string, values []any) {
	for _, event := range events {
		values = append(values, string(event))
	}
	in := strings.TrimSuffix(strings.Repeat("?, ", len(events)), ", ")
	return "event IN (" + in + ") AND event <> 'node.read'", values
}

// whereBelow is the condition for a znode and all below it. "0" is the character after "/"; paths
// between path and path+"/", such as "/a-b", are excluded again.
func whereBelow(path string) (sql string, values []any) {
	return "path >= ? AND path < ? AND (path = ? OR path >= ?)", []any{path, path + "0", path, path + "/"}
}

// whereRevealed is the condition for reveals of a znode's secrets: its own reveals, and exports of
// an ancestor, whose settings contain a format.
func whereRevealed(text string) (sql string, values []any) {
	path, _ := znode.ParsePath(text) // the path was validated before
	in := "?"
	values = []any{path.String()}
	for _, above := range path.Ancestors() {
		in += ", ?"
		values = append(values, above.String())
	}
	return "event = 'node.reveal' AND event <> 'node.read' AND path IN (" + in + ") AND (path = ? OR json_extract(entry, '$.settings.format') IS NOT NULL)",
		append(values, path.String())
}

// whereWithin is the condition for the entries that somebody in these scopes may see.
func whereWithin(scopes []audit.Scope) (sql string, values []any) {
	sql = "(cluster = ''"
	for _, scope := range scopes {
		sql += " OR cluster = ?"
		values = append(values, scope.Cluster)
		if scope.Whole() {
			continue
		}
		among, of := whereAmong([]audit.Scope{scope})
		sql += " AND " + among
		values = append(values, of...)
	}
	return sql + ")", values
}

// whereAmong is the condition for entries at or below the paths of the scopes, and for entries
// without a path.
func whereAmong(scopes []audit.Scope) (sql string, values []any) {
	sql = "(path = ''"
	for _, scope := range scopes {
		for _, path := range scope.Paths {
			below, of := whereBelow(path.String())
			sql += " OR " + below
			values = append(values, of...)
		}
	}
	return sql + ")", values
}

func whereTime(f audit.Filter) (sql string, values []any) {
	if !f.From.IsZero() {
		sql += " AND time >= ?"
		values = append(values, micros(f.From))
	}
	if !f.To.IsZero() {
		sql += " AND time < ?"
		values = append(values, micros(f.To))
	}
	return sql, values
}

// micros returns t in microseconds, rounded up, since entries have whole microseconds.
func micros(t time.Time) int64 { return t.Add(time.Microsecond - 1).UnixMicro() }
