package sessions

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"zkweb/web/handlers/site"
	"zkweb/web/views/sessions"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// readQuery parses q=, sort=, limit=, after=, watches= and watching=.
func readQuery(raw string) (sessions.Query, error) {
	values, err := site.ParseQuery(raw)
	if err != nil {
		return sessions.Query{}, err
	}
	filter, err := listing.ParseQuery(values.Get("q"), "", values.Get("limit"), "")
	if err != nil {
		return sessions.Query{}, err
	}
	query := sessions.Query{Filter: filter.Filter, Sort: values.Get("sort"), Limit: filter.Limit, Watches: values.Get("watches") == "1"}
	if query.Sort != "" && !slices.ContainsFunc(columns, func(c column) bool { return c.key == strings.TrimPrefix(query.Sort, "-") }) {
		return sessions.Query{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeSort, Args: znode.Args{"columns": columnNames()}}
	}
	if after := values.Get("after"); after != "" {
		if query.After, err = strconv.Atoi(after); err != nil || query.After < 0 {
			return sessions.Query{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeCursor}
		}
	}
	if path := values.Get("watching"); path != "" {
		if query.Watching, err = znode.ParsePath(path); err != nil {
			return sessions.Query{}, err
		}
		query.Watched, query.Watches = true, true
	}
	return query, nil
}

// column is a column by which sessions can be sorted.
type column struct {
	key     string
	compare func(a, b sessions.Row) int
}

var columns = []column{
	{"ephemerals", func(a, b sessions.Row) int { return cmp.Compare(a.Ephemerals, b.Ephemerals) }},
	{"session", func(sessions.Row, sessions.Row) int { return 0 }}, // the order of the census
	{"address", func(a, b sessions.Row) int { return cmp.Compare(a.Address, b.Address) }},
	{"server", func(a, b sessions.Row) int { return cmp.Compare(a.Server, b.Server) }},
	{"since", func(a, b sessions.Row) int { return a.Since.Compare(b.Since) }},
	{"seen", func(a, b sessions.Row) int { return a.LastSeen.Compare(b.LastSeen) }},
	{"timeout", func(a, b sessions.Row) int { return cmp.Compare(a.Timeout, b.Timeout) }},
	{"requests", func(a, b sessions.Row) int { return cmp.Compare(a.Received, b.Received) }},
	{"watches", func(a, b sessions.Row) int { return cmp.Compare(a.Watches, b.Watches) }},
}

func columnNames() string {
	var names []string
	for _, column := range columns {
		names = append(names, column.key)
	}
	return strings.Join(names, ", ")
}

// order sorts rows as the query says. By default, the sessions that hold or watch the most come
// first.
func order(rows []sessions.Row, query sessions.Query) {
	key, descending := strings.CutPrefix(query.Order(), "-")
	at := slices.IndexFunc(columns, func(c column) bool { return c.key == key })
	slices.SortStableFunc(rows, func(a, b sessions.Row) int {
		if descending {
			return columns[at].compare(b, a)
		}
		return columns[at].compare(a, b)
	})
	if key == "session" && descending {
		slices.Reverse(rows)
	}
}

// matches reports whether a field of the row contains the text, ignoring the row's case.
func matches(row sessions.Row, text string) bool {
	for _, field := range []string{row.ID(), row.Address, row.Server, row.Who} {
		if strings.Contains(strings.ToLower(field), text) {
			return true
		}
	}
	return false
}

// page returns one page of all, and where the next one begins or 0 for none.
func page[T any](all []T, after, limit int) (of []T, next int) {
	after = min(after, len(all))
	end := min(after+limit, len(all))
	if end < len(all) {
		next = end
	}
	return all[after:end], next
}
