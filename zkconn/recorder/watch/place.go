package watch

import (
	"cmp"
	"slices"

	"zkweb/zkconn/txnlog"
)

// change is what one transaction did to one znode. Its zxid is 0 until it is placed, where
// no server tells it.
type change struct {
	ops   []txnlog.Op
	path  string
	zxid  int64
	time  int64 // milliseconds since 1970
	owner int64 // of an ephemeral znode that is created, or gone
	turn  int   // of the event that told of it
	after int64 // it was made behind this zxid
	guess int64 // the zxid that it may have; 0 for none
	with  int64 // it was made before this zxid, or by its transaction; 0 for none
}

// place gives the changes whose zxids no server tells such as are free. Those for which
// there is none wait.
func (w *watcher) place(exact, open []change, upTo int64) (placed []change) {
	z := zxids{last: w.last, upTo: upTo, used: map[int64]int64{}, below: map[int64]int64{}}
	anew := map[string]int64{}
	newest := w.last
	for _, c := range exact {
		z.used[c.zxid] = c.owner
		newest = max(newest, c.zxid)
		if anew[c.path] == 0 {
			anew[c.path] = c.zxid
		}
	}
	w.waiting = nil
	for _, c := range open {
		if c.with == 0 {
			c.with = anew[c.path]
		}
		c.zxid = cmp.Or(z.free(c), c.with)
		if c.zxid == 0 && upTo <= w.foundUpTo && newest > w.last {
			c.zxid = newest // it is not known when it was made anyway
		}
		if c.zxid == 0 {
			w.waiting = append(w.waiting, c)
			continue
		}
		if c.zxid == c.with { // what was there before goes first
			c.turn = -1
		}
		z.used[c.zxid] = c.owner
		if !c.ops[0].Ephemeral {
			c.owner = 0
		}
		placed = append(placed, c)
	}
	return placed
}

// zxids are those that changes may have: behind last, up to upTo.
type zxids struct {
	last, upTo int64
	used       map[int64]int64 // to whose change: an ephemeral znode's owner
	below      map[int64]int64 // from a used one to one below it, between which all are used
}

// free returns a zxid for a change, 0 where there is none. What ends with one session has
// one.
func (z *zxids) free(c change) int64 {
	after, highest := max(z.last, c.after), z.upTo
	if c.with != 0 {
		highest = min(highest, c.with-1)
	}
	owner, taken := z.used[c.guess]
	if c.guess > after && c.guess <= highest && (!taken || owner != 0 && owner == c.owner) {
		return c.guess
	}
	zxid := z.unused(highest)
	if zxid <= after {
		return 0
	}
	return zxid
}

// unused returns the highest zxid up to from that is not used. The way to it is kept, so that
// the next search does not go through all the used ones again.
func (z *zxids) unused(from int64) int64 {
	zxid := from
	for taken := true; taken; {
		if _, taken = z.used[zxid]; taken {
			zxid = cmp.Or(z.below[zxid], zxid-1)
		}
	}
	for from != zxid {
		next := cmp.Or(z.below[from], from-1)
		z.below[from] = zxid
		from = next
	}
	return zxid
}

// transactions returns the transactions that the changes make up, by their zxids.
func transactions(all []change) (made []txnlog.Transaction) {
	slices.SortStableFunc(all, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.zxid, b.zxid), cmp.Compare(a.turn, b.turn), cmp.Compare(orderOf(a), orderOf(b)))
	})
	for _, c := range all {
		if n := len(made); n == 0 || made[n-1].Zxid != c.zxid {
			made = append(made, txnlog.Transaction{Zxid: c.zxid, Time: c.time, Session: c.owner, Type: c.ops[0].Type, Ops: slices.Clip(c.ops)})
			if len(c.ops) == 1 {
				continue
			}
		} else {
			made[n-1].Ops = append(made[n-1].Ops, c.ops...) // the change's own are clipped
			made[n-1].Session = cmp.Or(made[n-1].Session, c.owner)
		}
		made[len(made)-1].Type = txnlog.TypeMulti
	}
	return made
}

// orderOf returns where a change that no event told of stands in its transaction: what goes,
// what comes, what changes. They are by path already.
func orderOf(c change) int {
	switch c.ops[0].Type {
	case txnlog.TypeDelete:
		return 0
	case txnlog.TypeCreate:
		return 1
	case txnlog.TypeSet:
		return 2
	}
	return 3
}
