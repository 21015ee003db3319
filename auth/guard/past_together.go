package guard

import (
	"context"

	"zkweb/zkconn/history"
)

const (
	// maxCounted bounds the changes of a transaction that are counted, and those that are looked at
	// in one step.
	maxCounted = 5_000
	// maxMultis bounds the transactions whose number of changes a Past remembers.
	maxMultis = 1_000
)

// together sets the Multi of the known changes to the number of changes of their transactions of
// which the person may know. listed are all changes that were looked at. It looks at all hidden
// changes of a transaction, however many there are, so that the result does not depend on these.
func (p *Past) together(ctx context.Context, listed []history.Change, known []Version) error {
	all, seen := map[int64]int{}, map[int64]int{} // by zxid
	for _, change := range listed {
		all[change.Zxid]++
	}
	for _, v := range known {
		seen[v.Zxid]++
	}
	if len(p.multis) >= maxMultis {
		clear(p.multis)
	}
	var asked []int64 // zxids
	for _, v := range known {
		_, has := p.multis[v.Zxid]
		switch {
		case v.Multi < 2 || has:
		case all[v.Zxid] == v.Multi:
			p.multis[v.Zxid] = seen[v.Zxid]
		default:
			p.multis[v.Zxid] = 0
			asked = append(asked, v.Zxid)
		}
	}
	if err := p.count(ctx, asked); err != nil {
		return err
	}
	for i := range known {
		if v := &known[i]; v.Multi > 1 {
			v.Multi = p.multis[v.Zxid]
		}
	}
	return nil
}

// count counts the changes of some transactions of which the person may know. It stores numbers
// below maxCounted, and otherwise 0.
func (p *Past) count(ctx context.Context, transactions []int64) error {
	counts := map[int64]int{}
	var some []history.Change
	look := func() error {
		err := p.countKnown(ctx, some, counts)
		some = some[:0]
		return err
	}
	for _, zxid := range transactions {
		for part, err := range p.store.Transaction(ctx, zxid) {
			if some = append(some, part...); err == nil && len(some) >= maxCounted {
				err = look()
			}
			if err != nil {
				return err
			}
			if counts[zxid] >= maxCounted {
				break
			}
		}
	}
	if err := look(); err != nil {
		return err
	}
	for zxid, known := range counts {
		if known < maxCounted {
			p.multis[zxid] = known
		}
	}
	return nil
}

// countKnown adds to counts, by zxid, the changes of which the person may know.
func (p *Past) countKnown(ctx context.Context, changes []history.Change, counts map[int64]int) error {
	inside, paths := p.inside(changes)
	present, err := p.askNow(ctx, p.waysTo(paths))
	if err != nil {
		return err
	}
	for i, change := range inside {
		ok, err := p.knows(ctx, change, paths[i], present)
		if err != nil {
			return err
		}
		if ok {
			counts[change.Zxid]++
		}
	}
	return nil
}
