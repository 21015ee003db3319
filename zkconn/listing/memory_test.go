package listing_test

import (
	"context"
	"slices"

	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// memory is a Reader of one parent whose children come and go, for tests of ordering and paging. It
// counts the stats that are asked for.
type memory struct {
	znode.Reader // nil: List does not call its other methods
	stat         znode.Stat
	err          error
	names        []string // in byte order
	stats        map[string]znode.Stat
	asked        int
}

func newMemory(names ...string) *memory {
	m := &memory{stats: map[string]znode.Stat{}}
	for _, name := range names {
		m.add(name, znode.Stat{})
	}
	return m
}

func (m *memory) add(name string, stat znode.Stat) {
	if at, found := slices.BinarySearch(m.names, name); !found {
		m.names = slices.Insert(m.names, at, name)
	}
	m.stats[name] = stat
}

func (m *memory) remove(name string) {
	if at, found := slices.BinarySearch(m.names, name); found {
		m.names = slices.Delete(m.names, at, at+1)
	}
	delete(m.stats, name)
}

func (m *memory) GetChildren(context.Context, znode.Path) ([]string, znode.Stat, error) {
	return m.names, m.stat, m.err
}

func (m *memory) Stats(_ context.Context, paths []znode.Path) []znode.StatResult {
	m.asked += len(paths)
	results := make([]znode.StatResult, len(paths))
	for i, path := range paths {
		stat, found := m.stats[path.Name()]
		if !found {
			results[i].Err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoNode}
			continue
		}
		results[i].Stat = stat
	}
	return results
}

// read reads one page from a reader.
func read(ctx context.Context, reader znode.Reader, parent znode.Path, query listing.Query) (listing.Page, error) {
	names, stat, err := reader.GetChildren(ctx, parent)
	if err != nil {
		return listing.Page{}, err
	}
	draft, err := listing.NewLister().Draft(ctx, parent, znode.NaturalOrder(names), query)
	if err != nil {
		return listing.Page{}, err
	}
	paths := draft.Paths()
	stats := map[znode.Path]znode.StatResult{}
	for i, result := range reader.Stats(ctx, paths) {
		stats[paths[i]] = result
	}
	return draft.Page(stat, func(path znode.Path) znode.StatResult { return stats[path] }), nil
}
