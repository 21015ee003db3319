package tree

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"strings"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Side is one of the two that are compared.
type Side string

// The sides.
const (
	Left  Side = "left"
	Right Side = "right"
)

// Part is what can differ between two znodes.
type Part string

// The parts. The ephemeral owners of two znodes always differ: only the kind counts.
const (
	DataPart Part = "data"
	ACLPart  Part = "acl"
	KindPart Part = "kind"
)

// Difference is what became of comparing the znodes at one path on both sides.
type Difference struct {
	Path   string // below the roots that are compared; "/" for these
	Only   Side   // the one that has it; "" where both have
	Denied Side   // the one of which something may not be read, so that equality is not known; "" for none
	Parts  []Part // that differ
}

// Equal reports whether both sides have the znode, and all of it is the same.
func (d Difference) Equal() bool { return d.Only == "" && d.Denied == "" && len(d.Parts) == 0 }

// WantOfCompare is what each side's walk must read: walk.Options.Want.
func WantOfCompare(znode.Path) walk.Want { return walk.Data | walk.ACL }

// Compared is a subtree that is compared with another.
type Compared struct {
	Walk *walk.Walk // over Root, with WantOfCompare
	Root znode.Path
	// Hidden reports whether a znode may be there though the walk does not come to it;
	// nil is no.
	Hidden func(path znode.Path) bool
}

// Compare goes through two subtrees in the order of their walks, and yields what
// became of each path. What vanishes meanwhile is not there. The walks need not bring
// the data itself: any bytes will do that are equal where the data is.
//
// When one walk ends before its end, so does the comparison.
func Compare(ctx context.Context, left, right Compared) iter.Seq[Difference] {
	return func(yield func(Difference) bool) {
		a, stopA := newSide(ctx, left)
		defer stopA()
		b, stopB := newSide(ctx, right)
		defer stopB()
		for (a.there || b.there) && !a.cut && !b.cut {
			if !yield(step(a, b)) {
				return
			}
		}
	}
}

// step compares what comes next, and goes past it.
func step(a, b *side) Difference {
	order := a.order(b)
	switch {
	case order < 0:
		return a.alone(Left, b, Right)
	case order > 0:
		return b.alone(Right, a, Left)
	}
	d := differ(a.path, a.now, b.now)
	a.advance()
	b.advance()
	return d
}

// alone goes past a znode that the other side does not have, or hides.
func (s *side) alone(as Side, other *side, otherAs Side) Difference {
	d := Difference{Path: s.path, Only: as}
	if other.hides(s.path) {
		d = Difference{Path: s.path, Denied: otherAs}
	}
	s.advance()
	return d
}

// side is a walk that is read znode by znode.
type side struct {
	Compared
	next  func() (walk.Visited, bool)
	there bool // there is a now
	cut   bool // the walk ended before its end
	now   walk.Visited
	path  string // of now, below root

	hidden string // the last znode whose children cannot be listed; "" for none
}

// hides reports whether a path that did not come may be there all the same.
func (s *side) hides(path string) bool {
	if s.hidden == "/" || s.hidden != "" && strings.HasPrefix(path, s.hidden+"/") {
		return true
	}
	below, err := znode.ParsePath(path)
	if err != nil || s.Hidden == nil {
		return false
	}
	at, err := s.Root.Join(below)
	return err == nil && s.Hidden(at)
}

func newSide(ctx context.Context, of Compared) (*side, func()) {
	next, stop := iter.Pull(of.Walk.All(ctx))
	s := &side{Compared: of, next: next}
	s.advance()
	return s, stop
}

// advance goes to the next znode that is there.
func (s *side) advance() {
	for {
		s.now, s.there = s.next()
		if !s.there {
			s.cut = s.Walk.Stopped() != walk.AtEnd
			return
		}
		if znode.KindOf(s.now.Err) != znode.NotFound {
			below, _ := s.now.Path.Below(s.Root)
			s.path = below.String()
			if s.now.Err != nil || s.now.ChildrenErr != nil {
				s.hidden = s.path
			}
			return
		}
	}
}

// order compares the places of two znodes in the order of the walks: a parent comes
// before its children, siblings in byte order.
func (s *side) order(other *side) int {
	switch {
	case !s.there:
		return 1
	case !other.there:
		return -1
	case s.path == other.path:
		return 0
	}
	return slices.Compare(segments(s.path), segments(other.path))
}

func segments(path string) []string {
	if path == "/" {
		return nil
	}
	return strings.Split(path[1:], "/")
}

// differ compares two znodes that are both there.
func differ(path string, left, right walk.Visited) Difference {
	d := Difference{Path: path}
	switch {
	case unread(left):
		d.Denied = Left
	case unread(right):
		d.Denied = Right
	}
	if left.Err != nil || right.Err != nil {
		return d
	}
	if left.DataErr == nil && right.DataErr == nil && !sameBytes(left, right) {
		d.Parts = append(d.Parts, DataPart)
	}
	if left.ACLErr == nil && right.ACLErr == nil && !SameACL(left.ACL, right.ACL) {
		d.Parts = append(d.Parts, ACLPart)
	}
	if left.Stat.CreateKind() != right.Stat.CreateKind() {
		d.Parts = append(d.Parts, KindPart)
	}
	return d
}

// unread reports whether something of a znode could not be read, or what is below it
// cannot be listed.
func unread(v walk.Visited) bool {
	return v.Err != nil || v.DataErr != nil || v.ACLErr != nil || v.ChildrenErr != nil
}

// sameBytes reports whether both have the same data; null is other than empty.
func sameBytes(left, right walk.Visited) bool {
	return bytes.Equal(left.Data, right.Data) && (left.Data == nil) == (right.Data == nil)
}
