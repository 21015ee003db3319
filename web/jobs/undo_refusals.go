package jobs

import (
	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// refusals are the refusals by ZooKeeper for one change, by znode.
type refusals struct {
	at     map[znode.Path]error // of the znode itself
	below  map[znode.Path]error // of it and all below it, since it does not exist
	beside map[znode.Path]error // of all its children, since nobody may create or delete them
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

// mark sets the error of steps that were refused.
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
