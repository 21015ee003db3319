package guard

import (
	"context"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// above is an ancestor while one ACL was in force, and whether the person may know of the children
// that it had then.
type above struct {
	history.InForce
	lists bool
	gone  bool // there is another znode now, or none
}

// aclThen returns the ACL of a znode in the store at some moment.
type aclThen func(znode.Path) (history.InForce, error)

// maxParents bounds the parents whose ACL a Past remembers.
const maxParents = 1_000

// name records paths that the person or the policy has named, on the way to which no name is
// disclosed.
func (p *Past) name(paths ...znode.Path) {
	for _, path := range paths {
		for !p.named[path] {
			p.named[path] = true
			path = path.Parent()
		}
	}
}

// waysTo returns the ancestors of some znodes up to what was named, each once.
func (p *Past) waysTo(paths []znode.Path) []znode.Path {
	var ways []znode.Path
	seen := map[znode.Path]bool{}
	for _, path := range paths {
		for above := path.Parent(); !seen[above]; above = above.Parent() {
			seen[above] = true
			if ways = append(ways, above); p.named[above] {
				break
			}
		}
	}
	return ways
}

// lists reports whether the person may know of the children that a parent had as of a zxid: by READ
// on it then, at its end if it is gone, and now. The person must also be able to know of the
// parent, since its children's paths disclose its name or, if it is gone, that it existed. then
// returns the ACLs of then.
func (p *Past) lists(ctx context.Context, parent znode.Path, zxid int64, present now, then aclThen) (bool, error) {
	if !present.reads {
		return false, nil
	}
	one, err := p.above(ctx, parent, zxid, present, then)
	if err != nil || !one.lists {
		return false, err
	}
	if path, below := parent.Below(p.root); !one.gone && (!below || p.named[path]) {
		return true, nil
	}
	return p.knew(ctx, parent, zxid, then)
}

// knew reports whether the person may know of a past znode, by its ancestors.
func (p *Past) knew(ctx context.Context, was znode.Path, zxid int64, then aclThen) (bool, error) {
	parent := was.Parent()
	path, below := parent.Below(p.root)
	if !below || was == p.root {
		return true, nil
	}
	present, err := p.askNow(ctx, []znode.Path{path})
	if err != nil {
		return false, err
	}
	return p.lists(ctx, parent, zxid, present[path], then)
}

// above returns the state of a parent as of a zxid. It is remembered.
func (p *Past) above(ctx context.Context, parent znode.Path, zxid int64, present now, then aclThen) (above, error) {
	if one, known := p.parents[parent]; known && one.Covers(zxid) && one.From != zxid { // within its own transaction the ACL may have come later
		return one, nil
	}
	inForce, err := then(parent)
	if err != nil {
		return above{}, err
	}
	one := above{InForce: inForce, lists: p.lets(inForce.ACL), gone: inForce.Life != (history.Life{}) && present.czxid != inForce.Life.Czxid}
	if one.lists && one.gone {
		refused, err := p.refusedAtEnd(ctx, present, inForce.Life)
		if err != nil {
			return above{}, err
		}
		one.lists = !refused
	}
	if len(p.parents) >= maxParents {
		clear(p.parents)
	}
	p.parents[parent] = one
	return one, nil
}

// refusedAtEnd reports whether a znode that is not the present one is known not to have let the
// person read it at its end.
func (p *Past) refusedAtEnd(ctx context.Context, present now, life history.Life) (bool, error) {
	if present.czxid == life.Czxid {
		return false, nil
	}
	ends, err := p.store.LastACLs(ctx, []history.Life{life})
	if err != nil {
		return false, err
	}
	return ends[0].Known && !p.lets(ends[0].ACL), nil
}
