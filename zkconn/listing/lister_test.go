package listing

import (
	"context"
	"fmt"
	"testing"

	"zkweb/zkconn/znode"
)

// TestDraftsOfManyNamesTakeTurns checks that a draft that filters or sorts many names waits if all
// turns are taken, ends with its context, and does not delay others.
func TestDraftsOfManyNamesTakeTurns(t *testing.T) {
	few, many := make([]string, 10), make([]string, minHeavy)
	for i := range many {
		many[i] = fmt.Sprintf("n%010d", i)
	}
	copy(few, many)
	l := &Lister{make(chan struct{}, 1)}
	l.turns <- struct{}{}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, c := range []struct {
		names []string
		query Query
		want  znode.Code
	}{
		{few, Query{Filter: "9", Sort: Name, Limit: 1}, ""},
		{few, Query{Sort: Sequence, Limit: 1}, ""},
		{many, Query{Sort: Name, Limit: 1}, ""},
		{many, Query{Filter: "9", Sort: Name, Limit: 1}, znode.CodeGivenUp},
		{many, Query{Sort: Sequence, Limit: 1}, znode.CodeGivenUp},
	} {
		draft, err := l.Draft(gone, znode.Root, c.names, c.query)
		if znode.CodeOf(err) != c.want || (draft == nil) != (err != nil) {
			t.Errorf("%d names, %+v: %v", len(c.names), c.query, err)
		}
	}
	<-l.turns
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if _, err := l.Draft(late, znode.Root, many, Query{Filter: "9", Limit: 1}); znode.CodeOf(err) != znode.CodeTooManyRequests {
		t.Errorf("with an ended context: %v", err)
	}
	draft, err := l.Draft(t.Context(), znode.Root, many, Query{Filter: "n", Limit: 1})
	if err != nil || &draft.names[0] != &many[0] {
		t.Errorf("the names are copied although all match, %v", err)
	}
}
