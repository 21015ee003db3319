package guard

import (
	"context"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// above is the znode above others while one ACL was in force, and whether the person may know
// of those that were there then.
type above struct {
	history.InForce
	lists bool
}

// maxParents is of how many parents a Past remembers an ACL.
const maxParents = 1_000

// lists reports whether the person may know of the children that a parent had as of a zxid: by
// READ on it then, by its last ACL where it is gone, and now. read asks for what was then.
func (p *Past) lists(ctx context.Context, parent znode.Path, zxid int64, present now, read func() (history.InForce, error)) (bool, error) {
	if !present.reads {
		return false, nil
	}
	if one, known := p.parents[parent]; known && one.Covers(zxid) && one.From != zxid { // within its own transaction it may have come later
		return one.lists, nil
	}
	inForce, err := read()
	if err != nil {
		return false, err
	}
	one := above{inForce, p.lets(inForce.ACL)}
	if one.lists && inForce.Life != (history.Life{}) {
		ended, err := p.refusedAtEnd(ctx, present, inForce.Life)
		if err != nil {
			return false, err
		}
		one.lists = !ended
	}
	if len(p.parents) >= maxParents {
		clear(p.parents)
	}
	p.parents[parent] = one
	return one.lists, nil
}

// refusedAtEnd reports whether a znode that is not the present one did not let the person read
// it when it ended, as far as that is known.
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
