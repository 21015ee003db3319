package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"zkweb/zkconn/znode"
)

// Tally counts the steps of a plan as they come.
type Tally struct {
	Counts   map[Does]int
	ACLs     int       // steps that set the ACL of what is there
	Changes  int       // steps that change something
	Bytes    int       // of these, as Step.Size has it
	Counters []Counter // in no order

	sum   hash.Hash
	above []parent // the last znode and those above it
}

// Counter is a parent of sequential znodes whose counter stands lower than the numbers
// that an import makes below it: new ones would meet them, or come before them.
type Counter struct {
	At            znode.Path
	Next, Highest int64
}

// parent counts what is made below a znode.
type parent struct {
	at            znode.Path
	next, highest int64
}

// NewTally returns a tally of no steps.
func NewTally() *Tally { return &Tally{Counts: map[Does]int{}, sum: sha256.New()} }

// Add counts steps, which come in the order of a walk.
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
		fmt.Fprintf(t.sum, "%s %d %s %d %d %v %d ", s.Does, len(s.At.String()), s.At, s.Now.Mzxid, s.Now.Version, s.SetsACL, s.Now.Aversion) // a hash takes all
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

// leave goes on to what is next: nothing more comes below the others.
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

// End says that there are no more steps.
func (t *Tally) End() { t.leave(nil) }

// Fingerprint tells one plan from another: what is done, where, and with which version.
func (t *Tally) Fingerprint() string { return hex.EncodeToString(t.sum.Sum(nil)) }
