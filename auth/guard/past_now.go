package guard

import (
	"context"
	"slices"
	"sync"

	"zkweb/zkconn/znode"
)

// now is what ZooKeeper says about a znode now, or about its nearest existing ancestor: the
// permissions on that count for what is gone below it.
type now struct {
	reads bool  // whether the person has READ
	admin bool  // whether the person has ADMIN
	czxid int64 // of the znode itself; 0 if it is gone
	gone  bool
}

// maxNows bounds the paths for which a Past remembers that, beside those of its last question.
const maxNows = 10_000

// askNow returns what is known about some paths, after asking ZooKeeper for what is missing.
func (p *Past) askNow(ctx context.Context, paths []znode.Path) (map[znode.Path]now, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.nows) >= maxNows {
		clear(p.nows)
	}
	if err := p.learnNow(ctx, paths); err != nil {
		return nil, err
	}
	asked := make(map[znode.Path]now, len(paths))
	for _, path := range paths {
		asked[path] = p.nows[path]
	}
	return asked, nil
}

// learnNow asks ZooKeeper for what is not known yet about some paths. p.mu must be held.
func (p *Past) learnNow(ctx context.Context, paths []znode.Path) error {
	wanted := map[znode.Path]znode.Path{} // by path: the ancestor to ask about
	for _, path := range paths {
		if _, known := p.nows[path]; known {
			continue
		}
		if above, known := p.nows[path.Parent()]; known && above.gone && !path.IsRoot() {
			p.nows[path] = above // it is gone, and so is everything below it
			continue
		}
		wanted[path] = path
	}
	for len(wanted) > 0 {
		var reads []znode.Read
		at := map[znode.Path]int{}
		for _, ask := range wanted {
			if _, asked := at[ask]; !asked {
				at[ask] = len(reads)
				reads = append(reads, znode.Read{Path: ask, Kind: znode.ReadACL})
			}
		}
		results := p.acls(ctx, reads)
		for path, ask := range wanted {
			result := results[at[ask]]
			known, gone, err := p.judge(ctx, ask, result)
			if err != nil {
				return err
			}
			if gone && !ask.IsRoot() {
				wanted[path] = ask.Parent()
				continue
			}
			if path != ask {
				known.czxid, known.gone = 0, true
			}
			p.nows[path] = known
			delete(wanted, path)
		}
	}
	return nil
}

// fewReads is how many reads go over the session that answers pages; readsAtOnce bounds concurrent
// reads, since a connection has room for so many.
const (
	fewReads    = 8
	readsAtOnce = 2_000
)

// acls reads ACLs: a few at once, many as walks do.
func (p *Past) acls(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	if len(reads) > fewReads {
		all := make([]znode.ReadResult, 0, len(reads))
		for some := range slices.Chunk(reads, readsAtOnce) {
			all = append(all, p.session.ReadMany(ctx, some)...)
		}
		return all
	}
	results := make([]znode.ReadResult, len(reads))
	var asking sync.WaitGroup
	for i, read := range reads {
		asking.Go(func() {
			r := &results[i]
			r.ACL, r.Stat, r.Err = p.session.GetACLs(ctx, read.Path)
		})
	}
	asking.Wait()
	return results
}

// judge derives from the answer about a znode's ACL what the person may do.
func (p *Past) judge(ctx context.Context, path znode.Path, result znode.ReadResult) (known now, gone bool, err error) {
	switch znode.KindOf(result.Err) {
	case "":
	case znode.NotFound:
		return now{}, true, nil
	case znode.Denied:
		return now{}, false, nil // reading it takes READ or ADMIN
	default:
		return now{}, false, result.Err
	}
	known = now{reads: p.lets(result.ACL), admin: p.administers(result.ACL), czxid: result.Stat.Czxid}
	if known.reads {
		return known, false, nil
	}
	// a server hides digests from those without ADMIN, and knows its super user better
	switch _, _, err := p.session.Get(ctx, path); znode.KindOf(err) {
	case "", znode.TooLarge:
		known.reads = true
	case znode.Denied:
	case znode.NotFound:
		return now{}, true, nil
	default:
		return now{}, false, err
	}
	return known, false, nil
}
