package listing

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"

	"zkweb/zkconn/znode"
)

// Cursor is a place in the order of a query: right after a row, which need not exist any more. The
// zero value is the place before the first row.
type Cursor struct {
	set  bool
	sort Column // the order in which the row was shown; it may have fallen back to Name
	position
}

const maxCursorBytes = 8 << 10

// cursorText is the content of a cursor, which is encoded as JSON in base64url. Name is a byte
// slice because JSON would alter a name that is not UTF-8.
type cursorText struct {
	Query   uint32 `json:"q"`
	Sort    Column `json:"s"`
	Unknown bool   `json:"u,omitempty"`
	Value   int64  `json:"v,omitempty"`
	Name    []byte `json:"n"`
}

// parseCursor parses a cursor that text has written for the same filter and sort.
func parseCursor(text string, query Query) (Cursor, error) {
	malformed := invalid(znode.CodeCursor, nil)
	if len(text) > maxCursorBytes {
		return Cursor{}, malformed
	}
	coded, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Cursor{}, malformed
	}
	var read cursorText
	if json.Unmarshal(coded, &read) != nil || len(read.Name) > znode.MaxPathBytes {
		return Cursor{}, malformed
	}
	if read.Query != query.mark() || read.Sort != query.Sort && read.Sort != Name {
		return Cursor{}, invalid(znode.CodeCursorStale, nil)
	}
	return Cursor{true, read.Sort, position{read.Unknown, read.Value, string(read.Name)}}, nil
}

// text returns the value of after= for the cursor; "" for the zero Cursor.
func (c Cursor) text(query Query) string {
	if !c.set {
		return ""
	}
	coded, err := json.Marshal(cursorText{query.mark(), c.sort, c.unknown, c.value, []byte(c.name)})
	if err != nil {
		panic(err) // a number, a string and bytes can always be marshaled
	}
	return base64.RawURLEncoding.EncodeToString(coded)
}

// AfterName returns the value of after= for the children after a name, which need not exist, in the
// order of names.
func AfterName(name string) string {
	return Cursor{true, Name, position{name: name}}.text(Query{Sort: Name})
}

// mark identifies the filter and the sort of a query.
func (q Query) mark() uint32 {
	hash := fnv.New32a()
	hash.Write([]byte(q.SortText() + "\x00" + q.Filter))
	return hash.Sum32()
}
