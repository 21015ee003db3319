package guard

import (
	"context"

	"zkweb/zkconn/history"
)

const (
	// maxTogether is of how many changes of transactions it is asked at a time whether
	// they may be known, beside those that are listed.
	maxTogether = 5_000
	// maxMultis is of how many transactions a Past remembers how many changes they are.
	maxMultis = 1_000
)

// multi is a transaction of several changes.
type multi struct {
	known int  // of its changes; 0 where it is not counted
	whole bool // each may be known
}

// together counts the changes of transactions that the person may know of: of the known
// ones' transactions, where listed are all changes that were looked at. What is more than
// maxTogether is not counted.
func (p *Past) together(ctx context.Context, listed []history.Change, known []Version) error {
	all, seen := map[int64]int{}, map[int64]int{} // by the zxid
	for _, change := range listed {
		all[change.Zxid]++
	}
	for _, v := range known {
		seen[v.Zxid]++
	}
	if len(p.multis) >= maxMultis {
		clear(p.multis)
	}
	var more []history.Change
	asked := map[int64]bool{}
	for _, v := range known {
		_, has := p.multis[v.Zxid]
		switch {
		case v.Multi < 2 || has || asked[v.Zxid]:
		case all[v.Zxid] == v.Multi:
			p.multis[v.Zxid] = multi{seen[v.Zxid], seen[v.Zxid] == v.Multi}
		case len(more)+v.Multi > maxTogether:
			p.multis[v.Zxid] = multi{}
		default:
			changes, err := p.store.Transaction(ctx, v.Zxid, v.Multi)
			if err != nil {
				return err
			}
			asked[v.Zxid], more = true, append(more, changes...)
		}
	}
	others, err := p.known(ctx, more)
	if err != nil {
		return err
	}
	clear(seen)
	for _, v := range others {
		seen[v.Zxid]++
	}
	for i := range known {
		v := &known[i]
		if v.Multi < 2 {
			continue
		}
		if asked[v.Zxid] {
			p.multis[v.Zxid] = multi{seen[v.Zxid], seen[v.Zxid] == v.Multi}
		}
		v.Whole, v.Multi = p.multis[v.Zxid].whole, p.multis[v.Zxid].known
	}
	return nil
}
