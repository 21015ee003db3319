package jobs

import (
	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// refusals are what ZooKeeper has refused of one change, by the znode.
type refusals struct {
	at     map[znode.Path]error // each
	below  map[znode.Path]error // and all below it: it is not there
	beside map[znode.Path]error // all children of it: nobody may create or delete one
}

func (r *refusals) add(op znode.Op, err error) {
	put := func(into *map[znode.Path]error, path znode.Path) {
		if *into == nil {
			*into = map[znode.Path]error{}
		}
		(*into)[path] = err
	}
	put(&r.at, op.Path)
	switch kind := znode.KindOf(err); {
	case op.Path.IsRoot():
	case kind == znode.NotFound && op.Kind == znode.OpCreate:
		put(&r.below, op.Path.Parent())
	case kind == znode.Denied && (op.Kind == znode.OpCreate || op.Kind == znode.OpDelete):
		put(&r.beside, op.Path.Parent())
	}
}

// mark gives steps that were refused the error.
func (r *refusals) mark(steps []guard.UndoStep) {
	for i := range steps {
		if step := &steps[i]; step.Err == nil {
			step.Err = r.of(step.Op)
		}
	}
}

func (r *refusals) of(op znode.Op) error {
	if err := r.at[op.Path]; err != nil || op.Path.IsRoot() {
		return err
	}
	if err := r.beside[op.Path.Parent()]; err != nil && op.Kind != znode.OpSet && op.Kind != znode.OpSetACL {
		return err
	}
	for above := op.Path; len(r.below) > 0 && !above.IsRoot(); {
		above = above.Parent()
		if err := r.below[above]; err != nil {
			return err
		}
	}
	return nil
}
