package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"zkweb/zkconn/znode"
)

// Tally counts the steps of a plan.
type Tally struct {
	Counts   map[Does]int
	ACLs     int       // number of steps that set the ACL of an existing znode
	Changes  int       // number of steps that change something
	Bytes    int       // sum of Step.Size of those in Changes
	Counters []Counter // in no particular order

	sum   hash.Hash
	above []parent // the last znode and its ancestors, topmost first
}

// Counter is a parent of sequential znodes whose counter is below the numbers that an import
// creates there. The names of new children would be equal to these or sort before them.
type Counter struct {
	At            znode.Path
	Next, Highest int64
}

// parent counts the children that are created below a znode.
type parent struct {
	at            znode.Path
	next, highest int64
}

// NewTally returns an empty tally.
func NewTally() *Tally { return &Tally{Counts: map[Does]int{}, sum: sha256.New()} }

// Add counts steps. They must come in the order of a walk.
func (t *Tally) Add(steps []Step) {
	for _, s := range steps {
		t.Counts[s.Does]++
		if s.SetsACL {
			t.ACLs++
		}
		if s.Changes() {
			t.Changes++
			t.Bytes += s.Size()
		}
		fmt.Fprintf(t.sum, "%s %d %s %d %d %v %d ", s.Does, len(s.At.String()), s.At, s.Now.Mzxid, s.Now.Version, s.SetsACL, s.Now.Aversion) // a hash never fails
		t.leave(&s.At)
		if s.Does == Create && len(t.above) > 0 {
			last := &t.above[len(t.above)-1]
			last.next++
			if number, _, ok := znode.SequenceOf(s.At.Name()); ok {
				last.highest = max(last.highest, number.Rank())
			}
		}
		t.above = append(t.above, parent{s.At, int64(s.Now.Cversion), -1})
	}
}

// leave removes the znodes that are not ancestors of next, or all if next is nil.
func (t *Tally) leave(next *znode.Path) {
	for len(t.above) > 0 {
		last := t.above[len(t.above)-1]
		if next != nil {
			if _, below := next.Below(last.at); below {
				return
			}
		}
		t.above = t.above[:len(t.above)-1]
		if last.highest >= last.next {
			t.Counters = append(t.Counters, Counter{last.at, last.next, last.highest})
		}
	}
}

// End completes the tally after the last Add.
func (t *Tally) End() { t.leave(nil) }

// Fingerprint returns a hash of the plan: what it does, at which paths, and for which versions.
func (t *Tally) Fingerprint() string { return hex.EncodeToString(t.sum.Sum(nil)) }
