package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// family is what the lives of a znode's children say about the znode.
type family struct {
	id, living int64
	made       sql.NullInt32 // the parent's Cversion, as servers store it, after the newest child's creation
	last       int64         // zxid of the newest creation or deletion of a child; 0 for none
}

// children adds to the stats what their children say about them.
func (s *segment) children(ctx context.Context, n int64, nodes []Was, births map[int64]int64, byID map[int64][]int) error {
	families, err := s.families(ctx, n, births)
	if err != nil {
		return err
	}
	for _, f := range families {
		for _, at := range byID[f.id] {
			st := &nodes[at].Stat
			st.NumChildren = int32(f.living)
			st.Cversion = max(st.Cversion, f.made.Int32)
			st.Pzxid = max(st.Pzxid, f.last)
		}
	}
	for i := range nodes { // as servers answer it: creations plus deletions
		nodes[i].Stat.Cversion = nodes[i].Stat.Cversion*2 - nodes[i].Stat.NumChildren
	}
	return nil
}

func (s *segment) families(ctx context.Context, n int64, births map[int64]int64) (families []family, err error) {
	if len(births) == 0 {
		return nil, nil
	}
	parents := make([][2]int64, 0, len(births))
	for id, born := range births {
		parents = append(parents, [2]int64{id, born})
	}
	list, _ := json.Marshal(parents) // numbers cannot fail
	rows, err := s.rows(ctx, familiesQuery, string(list), n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var missed []int
	for rows.Next() {
		var f family
		var born, died, birth, death int64
		if err := rows.Scan(&f.id, &f.living, &f.made, &born, &died, &birth, &death); err != nil {
			return nil, err
		}
		if f.last = max(birth, death); born > 0 && !f.made.Valid { // the creation of the newest child is missing, in a gap
			f.last, missed = death, append(missed, len(families))
		}
		families = append(families, f)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for _, at := range missed {
		f, birth := &families[at], int64(0)
		if err := s.row(ctx, createdQuery, f.id, n, births[f.id]).Scan(&f.made, &birth); err != nil {
			return nil, err
		}
		f.last = max(f.last, birth)
	}
	for i := range families {
		if families[i].last > 0 {
			families[i].last += s.baseZxid
		}
	}
	return families, nil
}

// Names returns the names of the children at some paths, in the order of the paths.
func (a *AsOf) Names(ctx context.Context, paths []znode.Path) (names [][]string, err error) {
	if len(paths) == 0 {
		return nil, nil
	}
	names = make([][]string, len(paths))
	list, places := listOf(paths)
	err = a.with(ctx, func(segment *held, n int64) error {
		rows, err := segment.rows(ctx, namesQuery, list, n)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var parent, child string
			if err := rows.Scan(&parent, &child); err != nil {
				return err
			}
			for _, at := range places[parent] {
				names[at] = append(names[at], child[strings.LastIndexByte(child, '/')+1:])
			}
		}
		return rows.Err()
	})
	for i := range names {
		slices.Sort(names[i])
	}
	return names, err
}
