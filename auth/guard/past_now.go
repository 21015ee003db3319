package guard

import (
	"context"
	"slices"
	"sync"

	"zkweb/zkconn/znode"
)

// now is what ZooKeeper says of a znode now, or of its nearest ancestor that is there.
// What an ACL gives on that it gives on what is gone.
type now struct {
	reads bool  // the person has READ
	admin bool  // the person has ADMIN
	czxid int64 // of the znode itself; 0 where it is gone
	gone  bool
}

// maxNows is of how many paths a Past remembers that, beside those that it was asked for last.
const maxNows = 10_000

// askNow returns what is known of some paths, and asks ZooKeeper for what is not known yet.
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

// learnNow asks ZooKeeper for what is not known yet of some paths. p.mu is held.
func (p *Past) learnNow(ctx context.Context, paths []znode.Path) error {
	wanted := map[znode.Path]znode.Path{} // by the path: the ancestor that is asked
	for _, path := range paths {
		if _, known := p.nows[path]; known {
			continue
		}
		if above, known := p.nows[path.Parent()]; known && above.gone && !path.IsRoot() {
			p.nows[path] = above // which is gone, and so is all below it
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

// fewReads are asked over the session that answers pages, and readsAtOnce at most together:
// a connection has room for so many.
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

// judge reports what an answer for a znode's ACL says of the person.
func (p *Past) judge(ctx context.Context, path znode.Path, result znode.ReadResult) (known now, gone bool, err error) {
	switch znode.KindOf(result.Err) {
	case "":
	case znode.NotFound:
		return now{}, true, nil
	case znode.Denied:
		return now{}, false, nil // it takes READ or ADMIN
	default:
		return now{}, false, result.Err
	}
	known = now{reads: p.lets(result.ACL), admin: p.administers(result.ACL), czxid: result.Stat.Czxid}
	if known.reads {
		return known, false, nil
	}
	// a server hides digests from those without ADMIN, and knows more of its super user
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
