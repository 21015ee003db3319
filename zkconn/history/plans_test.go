package history

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// wholeTables are the questions that go through a table that grows, each with the reason.
var wholeTables = []struct{ query, why string }{
	{"SELECT first, last, source, proof FROM span", "spans and gaps are kept once a segment is sealed"},
	{"SELECT before, cause FROM gap", "likewise"},
	{"FROM session WHERE sure != ''", "it stops with the newest so many"},
	{changesOfAll, "it stops with a page"},
	{"SELECT DISTINCT parent FROM life", "of a writer that begins"},
}

// wholeTransactions are those that go through the changes of a transaction, of which there
// may be a hundred thousand.
var wholeTransactions = []string{"SELECT count(*) FROM change WHERE n = ?", "WHERE c.n = ? ORDER BY c.op LIMIT ?"}

// TestNoQuestionGoesThroughAWholeTable: whatever is asked of a history finds by an index
// what it is about.
func TestNoQuestionGoesThroughAWholeTable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{})
	s := day()
	write(t, w, s.all)
	store := newStore(t, dir, Key{})
	askAll(t, store)
	u, err := store.use()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.newest(func(segment *held) error {
		queries := slices.Collect(maps.Keys(segment.stmts))
		if len(queries) < 20 {
			t.Errorf("%d questions were asked alone", len(queries))
		}
		for _, query := range append(queries, longerSpan, originQuery, changesByTime, createdQuery) {
			segment.isByIndex(t, query)
			segment.isByPath(t, query)
		}
		segment.isByPath(t, livingQuery)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// askAll asks a store all that pages ask.
func askAll(t *testing.T, store *Store) {
	t.Helper()
	ctx := t.Context()
	config, a := path(t, "/config"), path(t, "/config/a")
	var changes []Change
	for _, below := range []znode.Path{znode.Root, config} {
		for c, err := range store.Changes(ctx, below, Window{}) {
			must(t, err)
			changes = append(changes, c)
			if c.HasData() {
				_, err = store.Data(ctx, c)
				must(t, err)
			}
			_, err = store.ACLWhen(ctx, c.Path.Parent(), c)
			must(t, err)
		}
	}
	versions, err := store.Versions(ctx, a, 0, 10)
	must(t, err)
	var lives []Life
	for _, c := range append(changes, versions...) {
		lives = append(lives, LifeOf(c))
	}
	_, err = store.LastACLs(ctx, lives)
	must(t, err)
	_, err = store.LivesBefore(ctx, a, versions[0].Life+1, config, func([]znode.ACL) bool { return true })
	must(t, err)
	for _, err := range store.Transaction(ctx, versions[0].Zxid) {
		must(t, err)
	}
	session, err := store.Session(ctx, 0x200)
	must(t, err)
	for _, err := range store.Ephemerals(ctx, session) {
		must(t, err)
	}
	_, err = store.Holders(ctx, config)
	must(t, err)
	_, err = store.Whose(ctx, 10)
	must(t, err)
	_, err = store.Complete(ctx, 0, 0)
	must(t, err)
	last, at, err := store.Last(ctx)
	must(t, err)
	_, err = store.ACLAt(ctx, a, last)
	must(t, err)
	_, _, err = store.TimeOf(ctx, last)
	must(t, err)
	_, err = store.ZxidAt(ctx, at)
	must(t, err)
	_, err = store.ZxidSince(ctx, at)
	must(t, err)
	tree, err := store.At(ctx, last)
	must(t, err)
	nodes, err := tree.Nodes(ctx, []znode.Path{znode.Root, config, a})
	must(t, err)
	_, err = tree.ACLs(ctx, []znode.Path{znode.Root, config, a})
	must(t, err)
	_, err = tree.Names(ctx, []znode.Path{znode.Root, config})
	must(t, err)
	_, _, err = tree.Data(ctx, nodes)
	must(t, err)
	_, err = tree.Made(ctx, nodes)
	must(t, err)
}

// isByIndex checks that a question goes through no table that grows.
func (s *segment) isByIndex(t *testing.T, query string) {
	t.Helper()
	for _, known := range wholeTables {
		if strings.Contains(query, known.query) {
			return
		}
	}
	plan := s.planOf(t, query)
	for _, table := range aliases(query) {
		own := strings.Count(plan, "CO-ROUTINE "+table+"\n") + strings.Count(plan, "MATERIALIZE "+table+"\n") // what a query in it has found
		if strings.Count(plan, "SCAN "+table+"\n")+strings.Count(plan, "SCAN "+table+" USING") > own {
			t.Errorf("%s\ngoes through all of %s:\n%s", query, table, plan)
		}
	}
}

// isByPath checks that a question finds the change of a znode by its path, and does not go
// through all that the transaction has changed.
func (s *segment) isByPath(t *testing.T, query string) {
	t.Helper()
	plan := s.planOf(t, query)
	all := strings.Count(plan, "USING PRIMARY KEY (n=?)\n") - strings.Count(plan, "SEARCH m USING") // the largest is the last
	if all > 0 && !slices.ContainsFunc(wholeTransactions, func(known string) bool { return strings.Contains(query, known) }) {
		t.Errorf("%s\ngoes through a transaction's changes:\n%s", query, plan)
	}
}

// grown are the tables that grow with what was recorded.
const grown = "txn|change|path|acl|session|value|life|base|below|clock|since|span|gap|block"

var named = regexp.MustCompile(`\b(?:` + grown + `)\b(?: (?:AS )?([a-z]+)\b)?`)

// aliases returns the names that a query has for tables that grow, and theirs.
func aliases(query string) []string {
	all := strings.Split(grown, "|")
	for _, found := range named.FindAllStringSubmatch(query, -1) {
		if found[1] != "" && found[1] != "w" {
			all = append(all, found[1])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// planOf returns how SQLite answers a query, whose arguments are null.
func (s *segment) planOf(t *testing.T, query string) string {
	t.Helper()
	arguments := strings.Count(query, "?")
	for n := range 10 {
		if strings.Contains(query, fmt.Sprintf("?%d", n)) {
			arguments = n
		}
	}
	rows, err := s.db.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+query, make([]any, arguments)...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		must(t, rows.Scan(&id, &parent, &unused, &detail))
		lines = append(lines, detail+"\n")
	}
	return strings.Join(lines, "")
}

// TestALargeTransactionBelowAZnodeIsReadByIndex: a page of it that begins in the middle
// does not go through what comes before, also where changes are found by time.
func TestALargeTransactionBelowAZnodeIsReadByIndex(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{}), &script{}
	s.add(1, txnlog.TypeCreate, created("/big", "", 1))
	var made []txnlog.Op
	const n = manyPaths + 3
	for i := range n {
		made = append(made, created(fmt.Sprintf("/big/n%05d", i), "", int32(i+1)))
	}
	s.add(1, txnlog.TypeMulti, made...)
	write(t, w, s.all)
	store := newStore(t, dir, Key{})
	var names []string
	for c, err := range store.Changes(t.Context(), path(t, "/big"), Window{}) {
		must(t, err)
		names = append(names, c.Path.Name())
	}
	if len(names) != n+1 || names[0] != fmt.Sprintf("n%05d", n-1) || names[n-1] != "n00000" || names[n] != "big" {
		t.Errorf("%d changes, %s to %s", len(names), names[0], names[len(names)-1])
	}
	u, err := store.use()
	must(t, err)
	_, err = u.newest(func(segment *held) error {
		if plan := segment.planOf(t, changesByTime); strings.Count(plan, "(n,op)<(?,?)") != 2 {
			t.Errorf("a page is not looked for by index:\n%s", plan)
		}
		return nil
	})
	must(t, err)
}
