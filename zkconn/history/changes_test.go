package history

import (
	"fmt"
	"strings"
	"testing"

	"zkweb/zkconn/txnlog"
)

// TestALargeTransactionIsReadByIndex: a session that closes deletes all its ephemerals in
// one transaction, which may have a hundred thousand changes. Neither how many there are
// nor where a page of them begins is found by going through them for each.
func TestALargeTransactionIsReadByIndex(t *testing.T) {
	t.Parallel()
	const n = 2*changesStep + 1
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{}), &script{}
	var made []txnlog.Op
	for i := range n {
		made = append(made, created(fmt.Sprintf("/n%05d", i), "", int32(i+1)))
	}
	s.add(1, txnlog.TypeMulti, made...)
	s.add(1, txnlog.TypeCreate, created("/alone", "", n+1))
	write(t, w, s.all)
	store := newStore(t, dir, Key{})
	var names []string
	for change, err := range store.Changes(t.Context(), path(t, "/"), Window{}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, change.Path.Name())
		if want := map[bool]int{true: 1, false: n}[change.Path.Name() == "alone"]; change.Multi != want {
			t.Fatalf("%s is one of %d changes, not of %d", change.Path, change.Multi, want)
		}
	}
	if len(names) != n+1 || names[1] != fmt.Sprintf("n%05d", n-1) || names[n] != "n00000" {
		t.Errorf("%d changes, %v to %v", len(names), names[1], names[n])
	}

	u, err := store.use()
	if err != nil {
		t.Fatal(err)
	}
	err = u.newestFirst(func(segment *held) (bool, error) {
		for _, query := range []string{changesOfAll, changesByPaths} {
			plan := segment.plan(t, query)
			if !strings.Contains(plan, "n>? AND (n,op)<(?,?)") {
				t.Errorf("a page is not looked for by index:\n%s", plan)
			}
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// plan returns how SQLite reads the answer of a query.
func (s *segment) plan(t *testing.T, query string) string {
	t.Helper()
	rows, err := s.rows(t.Context(), "EXPLAIN QUERY PLAN "+query, "/a", "/a/", "/a0", 1, 5, 5, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, detail)
	}
	return strings.Join(lines, "\n")
}
