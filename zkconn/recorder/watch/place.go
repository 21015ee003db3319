package watch

import (
	"cmp"
	"slices"

	"zkweb/zkconn/txnlog"
)

// change is what one transaction did to one znode. If no server tells its zxid, that is 0 until the
// change is placed.
type change struct {
	ops   []txnlog.Op
	path  string
	zxid  int64
	time  int64 // in milliseconds since 1970
	owner int64 // owner of an ephemeral znode that is created or deleted
	turn  int   // turn of its event, or noTurn
	after int64 // the change was made after this zxid
	guess int64 // the probable zxid; 0 if there is none
	with  int64 // the change was made at or before this zxid; 0 if there is none
}

// place assigns free zxids to the changes whose zxids no server tells. Changes for which there is
// none wait.
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
			c.zxid = newest // when it was made is unknown anyway
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

// zxids are the zxids that changes may have: after last, up to upTo.
type zxids struct {
	last, upTo int64
	used       map[int64]int64 // used zxids, with the owner of the ephemeral znode that changed, or 0
	below      map[int64]int64 // from a used zxid to a lower one; all between them are used
}

// free returns a zxid for a change; 0 if there is none. All changes at the end of one session share
// a zxid.
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

// unused returns the highest unused zxid up to from. It remembers the way there, so that the next
// search need not go through all used zxids again.
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

// transactions groups changes into transactions by their zxids.
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
			made[n-1].Ops = append(made[n-1].Ops, c.ops...) // the change's own ops are clipped
			made[n-1].Session = cmp.Or(made[n-1].Session, c.owner)
		}
		made[len(made)-1].Type = txnlog.TypeMulti
	}
	return made
}

// orderOf returns the rank within its transaction of a change without an event: deletes, then
// creates, then the rest. Changes of one rank are in order of path already.
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
