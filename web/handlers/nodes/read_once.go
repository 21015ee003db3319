package nodes

import (
	"context"
	"sync"

	"zkweb/zkconn/znode"
)

// readOnce reads each list of children once for a request: the page's table and
// its sidebar show the same one.
type readOnce struct {
	nodeReader
	mu       sync.Mutex
	children map[znode.Path]func() listed
}

type listed struct {
	names []string
	stat  znode.Stat
	err   error
}

func newReadOnce(reader nodeReader) *readOnce {
	return &readOnce{nodeReader: reader, children: map[znode.Path]func() listed{}}
}

// GetChildren implements znode.Reader. The first caller's ctx counts: it is the
// request's for all.
func (r *readOnce) GetChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	r.mu.Lock()
	read := r.children[path]
	if read == nil {
		read = sync.OnceValue(func() listed {
			names, stat, err := r.nodeReader.GetChildren(ctx, path)
			return listed{names, stat, err}
		})
		r.children[path] = read
	}
	r.mu.Unlock()
	found := read()
	return found.names, found.stat, found.err
}
