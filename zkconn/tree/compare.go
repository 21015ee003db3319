package tree

import (
	"bytes"
	"context"
	"iter"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Side is one of the two sides of a comparison.
type Side string

// The sides.
const (
	Left  Side = "left"
	Right Side = "right"
)

// Part is a part in which two znodes can differ.
type Part string

// The parts. Of ephemeral znodes only the kind is compared, since their owners always differ.
const (
	DataPart Part = "data"
	ACLPart  Part = "acl"
	KindPart Part = "kind"
)

// Difference is the result for one path.
type Difference struct {
	Path   string // path below the compared roots; "/" for the roots
	Only   Side   // the only side that has the znode; "" if both have it
	Denied Side   // a side that may not be read in full, so that equality is unknown; "" if none
	Parts  []Part // the parts that differ
}

// Equal reports whether both sides have the znode and all of its parts are known to be the same.
func (d Difference) Equal() bool { return d.Only == "" && d.Denied == "" && len(d.Parts) == 0 }

// WantOfCompare returns what the walk of each side must read. It is for walk.Options.Want.
func WantOfCompare(znode.Path) walk.Want { return walk.Data | walk.ACL }

// Compared is a subtree that is compared with another.
type Compared struct {
	Root   znode.Path
	Znodes iter.Seq[walk.Visited] // Root and everything below it, in the order of a walk, with what WantOfCompare asks for
	Cut    func() bool            // reports, after Znodes has ended, whether it ended early
	// Hidden reports whether a znode may exist although Znodes does not yield it. If it is nil,
	// none may.
	Hidden func(path znode.Path) bool
	// Secret reports whether some of a znode's data is not compared, so that the data may differ
	// although the comparison finds it equal. If it is nil, all data is compared.
	Secret func(v walk.Visited) bool
	// Keeps reports whether a part of the znode that was yielded last is known, and so is compared.
	// If it is nil, all parts are.
	Keeps func(part Part) bool
}

// Walked returns the subtree of a walk over root that reads what WantOfCompare asks for.
func Walked(ctx context.Context, w *walk.Walk, root znode.Path) Compared {
	return Compared{Root: root, Znodes: w.All(ctx), Cut: func() bool { return w.Stopped() != walk.AtEnd }}
}

// Compare goes through two subtrees in the order of walks and yields the result for each path. It
// treats znodes that vanish meanwhile as missing. Znodes need not have the data itself: any bytes
// will do that are equal if and only if the data is.
//
// Compare ends when one side ends early.
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

// step compares the next path and advances past it.
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

// alone advances past a znode that the other side does not have or hides.
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
	there  bool // whether now is set
	cut    bool // whether it ended early
	now    walk.Visited
	path   znode.Path  // path of now below Root
	hidden *znode.Path // path below Root of the last znode that cannot be read or listed
}

// hides reports whether a znode that was not yielded may exist.
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

// advance moves to the next znode that exists.
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

// order compares the positions of two znodes in the order of walks.
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

// differ compares two znodes that both exist.
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

// unread reports whether a part of a znode could not be read or its children could not be listed.
func unread(v *walk.Visited) bool {
	return v.Err != nil || v.DataErr != nil || v.ACLErr != nil || v.ChildrenErr != nil
}

// sameBytes reports whether both znodes have the same data. Null data differs from empty data.
func sameBytes(left, right *walk.Visited) bool {
	return bytes.Equal(left.Data, right.Data) && (left.Data == nil) == (right.Data == nil)
}
