package tree_test

import (
	"fmt"
	"slices"
	"testing"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

func TestRanks(t *testing.T) {
	t.Parallel()
	for order, want := range map[tree.Order][]string{
		tree.ByMzxid: {"/n9", "/n8", "/n7"}, tree.ByBytes: {"/n5", "/n4", "/n6"}, tree.ByChildren: {"/n0", "/n1", "/n2"}, tree.ByFamily: {"/n3"},
	} {
		r := tree.NewRanking(order, 3)
		for i := range 10 {
			v := walk.Visited{Path: parse(t, fmt.Sprint("/n", i)), Stat: znode.Stat{
				Mzxid: int64(i + 1), DataLength: int32(10 - (i-5)*(i-5)), NumChildren: int32(9 - i), EphemeralOwner: int64(i % 3),
			}}
			if i == 3 {
				v.Family = 100
			}
			r.Visit(v)
		}
		r.Visit(walk.Visited{Err: &znode.Error{Kind: znode.NotFound}, Stat: znode.Stat{Mzxid: 99, DataLength: 99, NumChildren: 99}})
		var got []string
		for _, ranked := range r.First() {
			got = append(got, ranked.Path.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %s: %q, want %q", order, got, want)
		}
		totals := r.Totals(1)
		if totals.Znodes != 10 || totals.Ephemerals != 6 || len(totals.Sessions) != 1 || totals.Sessions[0] != (tree.Owner{Session: 1, Ephemerals: 3}) {
			t.Errorf("totals %+v", totals)
		}
	}
}
