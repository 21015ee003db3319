package tree

import (
	"errors"
	"slices"

	"zkweb/zkconn/znode"
)

// meet handles the result of deleting a batch, and returns the znodes that remain to be deleted.
// look is the number of attempts before.
func (d *deletion) meet(batch []doomed, err error, look int) ([]doomed, error) {
	if err == nil {
		return nil, d.deleted(batch)
	}
	if znode.CodeOf(err) == znode.CodeKeepTooLarge && len(batch) > 1 {
		return nil, d.parts(batch, (len(batch)+1)/2)
	}
	blamed := 0
	if of, ok := errors.AsType[*znode.OpError](err); ok {
		blamed = of.Index
	} else if len(batch) > 1 && znode.KindOf(err) != znode.UnknownOutcome {
		return nil, err
	}
	switch kind := znode.KindOf(err); {
	case kind == znode.Conflict && znode.CodeOf(err) == znode.CodeNotEmpty:
		return nil, d.aroundFilled(batch, blamed)
	case kind == znode.NotFound, kind == znode.Conflict && look < tries:
		return d.look(batch, true)
	case znode.CodeOf(err) == znode.CodeDroppedLarge && len(batch) > 1: // the server's jute.maxbuffer is low
		d.most = len(batch) / 2
		return d.look(batch, false)
	case znode.CodeOf(err) == znode.CodeDroppedLarge:
		return nil, d.stays(batch[0].path, err)
	case kind == znode.UnknownOutcome: // znodes that no longer exist were most likely deleted by this change
		return d.look(batch, false)
	case kind == znode.Denied:
		return d.denied(batch, blamed, err)
	case kind == znode.Conflict, kind == znode.Invalid, kind == znode.TooLarge:
		return without(batch, blamed), d.stays(batch[blamed].path, err)
	}
	return nil, err
}

// parts deletes a batch in parts of at most the given number of znodes.
func (d *deletion) parts(batch []doomed, most int) error {
	for part := range slices.Chunk(batch, most) {
		if err := d.delete(part); err != nil {
			return err
		}
	}
	return nil
}

func without(batch []doomed, i int) []doomed {
	return append(batch[:i:i], batch[i+1:]...)
}

// withoutHolding returns a batch without the znodes that have a child which stays, and reports
// these.
func (d *deletion) withoutHolding(batch []doomed) ([]doomed, error) {
	if len(d.holding) == 0 {
		return batch, nil
	}
	var rest []doomed
	for _, z := range batch {
		if !d.holding[z.path] {
			rest = append(rest, z)
		} else if err := d.left(z.path); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// withoutUncopied returns a batch without the znodes that are not at the place to which they were
// moved and without their ancestors, and reports these.
func (d *deletion) withoutUncopied(batch []doomed) ([]doomed, error) {
	errs, err := d.copied(batch)
	if err != nil {
		return nil, err
	}
	var rest []doomed
	for i, z := range batch {
		if errs[i] == nil {
			rest = append(rest, z)
		} else if err := d.stays(z.path, errs[i]); err != nil {
			return nil, err
		}
	}
	return d.withoutHolding(rest)
}

// look updates a batch to how its znodes are now. It reports znodes that no longer exist: as gone
// if gone is true, and otherwise as deleted, since the answer to their deletion was lost.
func (d *deletion) look(batch []doomed, gone bool) ([]doomed, error) {
	reads := make([]znode.Read, len(batch))
	for i, z := range batch {
		reads[i] = znode.Read{Path: z.path, Kind: znode.ReadStat, Small: true}
	}
	var rest []doomed
	var fates []Fate
	for i, result := range d.reader.ReadMany(d.ctx, reads) {
		z := batch[i]
		switch znode.KindOf(result.Err) {
		case "":
			written := result.Stat.Mzxid != z.stat.Mzxid
			if d.copied != nil && (written || result.Stat.Aversion != z.stat.Aversion) {
				if err := d.stays(z.path, &znode.Error{Kind: znode.Conflict, Code: znode.CodeMoveChanged}); err != nil {
					return nil, err
				}
				continue
			}
			z.written = z.written || written
			z.stat = result.Stat
			rest = append(rest, z)
		case znode.NotFound:
			fates = append(fates, Fate{Path: z.path, Gone: gone, Written: z.written && !gone})
		default:
			if !gone {
				return nil, unsure(result.Err)
			}
			return nil, result.Err
		}
	}
	if len(fates) == 0 {
		return rest, nil
	}
	return rest, d.report(fates)
}

// denied returns a batch without the siblings of the znode at index blamed, and reports these:
// whoever may not delete one child of a znode may delete none.
func (d *deletion) denied(batch []doomed, blamed int, err error) ([]doomed, error) {
	parent := batch[blamed].path.Parent()
	var rest []doomed
	for _, z := range batch {
		if z.path.Parent() != parent || z.path.IsRoot() {
			rest = append(rest, z)
		} else if err := d.stays(z.path, err); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// stays reports that a znode is not deleted.
func (d *deletion) stays(path znode.Path, err error) error {
	if !path.IsRoot() {
		d.holding[path.Parent()] = true
	}
	return d.report([]Fate{{Path: path, Err: err}})
}

// left reports that a znode is not deleted because something below it stays.
func (d *deletion) left(path znode.Path) error {
	delete(d.holding, path)
	return d.stays(path, &znode.Error{Kind: znode.Conflict, Code: znode.CodeHasUndeleted})
}
