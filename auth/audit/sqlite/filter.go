package sqlite

import (
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// isLook holds for what retention by size removes; the index looks has it.
const isLook = "(event IN ('node.read', 'node.search', 'node.raw') OR outcome = 'denied')"

// index returns the one that leaves the fewest entries to look at, by what
// trails hold: mostly reads that went well, of one or a few clusters.
func index(f audit.Filter) string {
	changes := f.Event != "" && f.Event != audit.NodeRead
	path := f.Path != "" && f.Path != "/"
	switch {
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
	case changes:
		return "INDEXED BY by_event_changes"
	case f.Cluster != "":
		return "INDEXED BY by_cluster"
	case f.Event == audit.NodeRead:
		return "INDEXED BY looks"
	}
	return "NOT INDEXED" // by sequence
}

// where returns the filter in SQL.
func where(f audit.Filter) (sql string, values []any) {
	add := func(condition string, of ...any) {
		sql += " AND " + condition
		values = append(values, of...)
	}
	if f.User != "" {
		add("user = ?", f.User)
	}
	switch f.Event {
	case "":
	case audit.NodeRead:
		add("event = ? AND "+isLook, string(f.Event)) // says that the index of looks will do
	default:
		add("event = ? AND event <> 'node.read'", string(f.Event)) // says that the indexes of changes will do
	}
	switch f.Outcome {
	case "":
	case audit.OK:
		add("outcome = ?", string(f.Outcome))
	default:
		add("outcome = ? AND outcome <> 'ok'", string(f.Outcome)) // says that the index of the others will do
	}
	if f.Cluster != "" {
		add("cluster = ?", f.Cluster)
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

// whereBelow holds for a znode and those below it: "0" follows "/", and what
// sorts before "/", as in "/a-b", is left out again.
func whereBelow(path string) (sql string, values []any) {
	return "path >= ? AND path < ? AND (path = ? OR path >= ?)", []any{path, path + "0", path, path + "/"}
}

// whereWithin holds for what somebody may see.
func whereWithin(scopes []audit.Scope) (sql string, values []any) {
	sql = "(cluster = ''"
	for _, scope := range scopes {
		sql += " OR cluster = ? AND (path = ''"
		values = append(values, scope.Cluster)
		for _, path := range scope.Paths {
			below, of := whereBelow(path.String())
			if path == znode.Root {
				below, of = "path <> ''", nil
			}
			sql += " OR " + below
			values = append(values, of...)
		}
		sql += ")"
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

// micros rounds up: entries have whole microseconds.
func micros(t time.Time) int64 { return t.Add(time.Microsecond - 1).UnixMicro() }
