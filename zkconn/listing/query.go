package listing

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// Column is what children are sorted by. Its text is the value of sort=.
type Column string

// The columns. Names are in natural order, kinds in alphabetical order.
const (
	Name     Column = "name"
	Children Column = "children" // numChildren
	Bytes    Column = "bytes"    // dataLength
	Modified Column = "modified" // mtime
	Kind     Column = "kind"     // znode.Stat.CreateKind
	Sequence Column = "sequence" // znode.SequenceOf, in the order of the ranks
)

// Limits of a page, in rows.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

// Query selects children of a znode.
type Query struct {
	Filter     string // the name must contain it, ignoring case; "" for all
	Sort       Column // ties are ordered by name
	Descending bool
	Limit      int    // rows, 1 to MaxLimit
	After      Cursor // the row before the first one wanted
}

// ParseQuery parses the values of q=, sort=, limit= and after=. Each may be "". The error is
// Invalid.
func ParseQuery(filter, sort, limit, after string) (Query, error) {
	query := Query{Filter: filter, Sort: Name, Limit: DefaultLimit}
	if len(filter) > znode.MaxPathBytes || !utf8.ValidString(filter) {
		return Query{}, invalid(znode.CodeFilter, znode.Args{"max": strconv.Itoa(znode.MaxPathBytes)})
	}
	if sort != "" {
		column, descending := strings.CutPrefix(sort, "-")
		query.Sort, query.Descending = Column(column), descending
	}
	switch query.Sort {
	case Name, Children, Bytes, Modified, Kind, Sequence:
	default:
		return Query{}, invalid(znode.CodeSort, znode.Args{"columns": "name, children, bytes, modified, kind, sequence"})
	}
	if limit != "" {
		rows, err := strconv.Atoi(limit)
		if err != nil || rows < 1 || rows > MaxLimit {
			return Query{}, invalid(znode.CodeLimit, znode.Args{"max": strconv.Itoa(MaxLimit)})
		}
		query.Limit = rows
	}
	if after != "" {
		cursor, err := parseCursor(after, query)
		if err != nil {
			return Query{}, err
		}
		query.After = cursor
	}
	return query, nil
}

// SortText returns the value of sort= for this order.
func (q Query) SortText() string {
	if q.Descending {
		return "-" + string(q.Sort)
	}
	return string(q.Sort)
}

func invalid(code znode.Code, args znode.Args) error {
	return &znode.Error{Kind: znode.Invalid, Code: code, Args: args}
}
