package tree

import (
	"bytes"
	"context"
	"iter"

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
	Only   Side   // the side that has it; "" where both have
	Denied Side   // the one of which something may not be read, so that equality is not known; "" for none
	Parts  []Part // that differ
}

// Equal reports whether both sides have the znode, and all of it is the same.
func (d Difference) Equal() bool { return d.Only == "" && d.Denied == "" && len(d.Parts) == 0 }

// WantOfCompare returns what each side's walk must read: walk.Options.Want.
func WantOfCompare(znode.Path) walk.Want { return walk.Data | walk.ACL }

// Compared is a subtree that is compared with another.
type Compared struct {
	Root   znode.Path
	Znodes iter.Seq[walk.Visited] // all at and below Root, in the order of a walk, with what WantOfCompare says
	Cut    func() bool            // reports, once Znodes is over, that this was not their end
	// Hidden reports whether a znode may be there though it does not come; nil is no.
	Hidden func(path znode.Path) bool
	// Secret reports whether some of a znode's data is not compared, so that it may
	// differ though what is compared is the same; nil is no.
	Secret func(v walk.Visited) bool
	// Keeps reports whether a part of the znode that came last is known, and so compared;
	// nil is always.
	Keeps func(part Part) bool
}

// Walked returns the subtree of a walk with WantOfCompare over root.
func Walked(ctx context.Context, w *walk.Walk, root znode.Path) Compared {
	return Compared{Root: root, Znodes: w.All(ctx), Cut: func() bool { return w.Stopped() != walk.AtEnd }}
}

// Compare goes through two subtrees in the order of walks, and yields what became of
// each path. What vanishes meanwhile is not there. The walks need not bring the data
// itself: any bytes will do that are equal where the data is.
//
// When one side ends before its end, so does the comparison.
func Compare(left, right Compared) iter.Seq[Difference] {
	return func(yield func(Difference) bool) {
		a, stopA := newSide(left)
		defer stopA()
		b, stopB := newSide(right)
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
	d := differ(a, b)
	a.advance()
	b.advance()
	return d
}

// alone goes past a znode that the other side does not have, or hides.
func (s *side) alone(as Side, other *side, otherAs Side) Difference {
	d := Difference{Path: s.path.String(), Only: as}
	if other.hides(s.path) {
		d = Difference{Path: s.path.String(), Denied: otherAs}
	}
	s.advance()
	return d
}

// side is a subtree that is read znode by znode.
type side struct {
	Compared
	next   func() (walk.Visited, bool)
	there  bool // there is a now
	cut    bool // it ended before its end
	now    walk.Visited
	path   znode.Path  // of now, below Root
	hidden *znode.Path // the last znode whose children cannot be listed, likewise
}

// hides reports whether a path that did not come may be there all the same.
func (s *side) hides(path znode.Path) bool {
	if s.hidden != nil && path != *s.hidden {
		if _, below := path.Below(*s.hidden); below {
			return true
		}
	}
	if s.Hidden == nil {
		return false
	}
	at, err := s.Root.Join(path)
	return err == nil && s.Hidden(at)
}

// secret reports whether some of the data of now is not compared.
func (s *side) secret() bool { return s.Secret != nil && s.Secret(s.now) }

func newSide(of Compared) (*side, func()) {
	next, stop := iter.Pull(of.Znodes)
	s := &side{Compared: of, next: next}
	s.advance()
	return s, stop
}

// advance goes to the next znode that is there.
func (s *side) advance() {
	for {
		s.now, s.there = s.next()
		if !s.there {
			s.cut = s.Cut()
			return
		}
		if znode.KindOf(s.now.Err) != znode.NotFound {
			s.path, _ = s.now.Path.Below(s.Root)
			if s.now.Err != nil || s.now.ChildrenErr != nil {
				path := s.path
				s.hidden = &path
			}
			return
		}
	}
}

// order compares the places of two znodes in the order of walks.
func (s *side) order(other *side) int {
	switch {
	case !s.there:
		return 1
	case !other.there:
		return -1
	case s.path == other.path:
		return 0
	case s.path.Before(other.path):
		return -1
	}
	return 1
}

// differ compares two znodes that are both there.
func differ(a, b *side) Difference {
	d := Difference{Path: a.path.String()}
	left, right := &a.now, &b.now
	switch {
	case unread(left):
		d.Denied = Left
	case unread(right):
		d.Denied = Right
	}
	if left.Err != nil || right.Err != nil {
		return d
	}
	if left.DataErr == nil && right.DataErr == nil && keep(a, b, DataPart) {
		switch {
		case !sameBytes(left, right):
			d.Parts = append(d.Parts, DataPart)
		case d.Denied != "":
		case a.secret():
			d.Denied = Left
		case b.secret():
			d.Denied = Right
		}
	}
	if left.ACLErr == nil && right.ACLErr == nil && keep(a, b, ACLPart) && !SameACL(left.ACL, right.ACL) {
		d.Parts = append(d.Parts, ACLPart)
	}
	if keep(a, b, KindPart) && left.Stat.CreateKind() != right.Stat.CreateKind() {
		d.Parts = append(d.Parts, KindPart)
	}
	return d
}

// keep reports whether both sides know a part.
func keep(a, b *side, part Part) bool {
	return (a.Keeps == nil || a.Keeps(part)) && (b.Keeps == nil || b.Keeps(part))
}

// unread reports whether something of a znode could not be read, or what is below it
// cannot be listed.
func unread(v *walk.Visited) bool {
	return v.Err != nil || v.DataErr != nil || v.ACLErr != nil || v.ChildrenErr != nil
}

// sameBytes reports whether both have the same data; null is other than empty.
func sameBytes(left, right *walk.Visited) bool {
	return bytes.Equal(left.Data, right.Data) && (left.Data == nil) == (right.Data == nil)
}
