package export

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Does is what an import does with a znode.
type Does string

// The things that an import does.
const (
	Create   Does = "create"
	Change   Does = "change"   // replaces the data; the ACL stays
	Same     Does = "same"     // nothing, since the data is the same
	Skip     Does = "skip"     // nothing, since other data exists and stays
	Conflict Does = "conflict" // nothing, since other data exists, so the whole import fails
	Refused  Does = "denied"   // nothing, for the reason in Step.Why
)

// Step is what an import does with one znode.
type Step struct {
	Node
	At       znode.Path
	Does     Does
	Why      error       // set if Does is Refused
	Now      znode.Stat  // of the existing znode; zero for Create
	OtherACL bool        // whether the existing znode keeps an ACL other than the file's
	SetsACL  bool        // whether the existing znode gets the file's ACL, in addition to Does
	NewACL   []znode.ACL // set if Does is Create
}

// OnConflict is what an import does with existing znodes that have other data.
type OnConflict string

// The ways to treat them.
const (
	SkipThem      OnConflict = "skip"
	OverwriteThem OnConflict = "overwrite"
	FailOnThem    OnConflict = "fail"
)

// Target is the place of an import.
type Target struct {
	Root       znode.Path
	OnConflict OnConflict
	SetACL     bool // whether existing znodes get the file's ACLs
	// Reader reads existing znodes, with a sum in the place of their data. Sum returns the same sum
	// for equal data.
	Reader walk.Reader
	Sum    func(at znode.Path, data []byte) ([]byte, error)
	May    func(op znode.Op) error // returns why a change is refused, before it is tried
	// SameACL reports whether two ACLs are the same.
	SameACL func(a, b []znode.ACL) bool
	ACL     func() ([]znode.ACL, error) // returns the ACL of new znodes for which the file has none
}

// planReads is the number of znodes that are looked at together. Fewer are if they reach planBytes
// bytes. planAhead is how many such groups are looked at ahead of the plan.
const (
	planReads = 200
	planBytes = 4 << 20
	planAhead = 3
)

// Plan calls each with the steps of an import, some at a time, in the order of a walk. It fails if
// the file's reader, the target's reader or each fails.
func Plan(ctx context.Context, file *File, to Target, each func([]Step) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var looking sync.WaitGroup
	defer looking.Wait()
	defer cancel()
	p := planning{Target: to}
	var ahead []*look
	var end error
	for end == nil || len(ahead) > 0 {
		for end == nil && len(ahead) < planAhead {
			next := &look{seen: make(chan struct{})}
			next.nodes, end = nextNodes(file)
			looking.Go(func() {
				defer close(next.seen)
				next.there, next.err = to.look(ctx, next.nodes)
			})
			ahead = append(ahead, next)
		}
		if end != nil && !errors.Is(end, io.EOF) {
			return end
		}
		next := ahead[0]
		ahead = ahead[1:]
		<-next.seen
		if next.err != nil {
			return next.err
		}
		steps, err := p.steps(next)
		if err == nil {
			err = each(steps)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// look is a group of a file's znodes. Once seen is closed, it also has what is at their places.
type look struct {
	nodes []Node
	there []lookedAt
	err   error
	seen  chan struct{}
}

type planning struct {
	Target
	absent *znode.Path // the last znode that will not exist, nor anything below it
}

func (p *planning) steps(l *look) ([]Step, error) {
	steps := make([]Step, len(l.nodes))
	for i, n := range l.nodes {
		step := &steps[i]
		step.Node, step.At = n, l.there[i].at
		isBelow := false
		if p.absent != nil {
			_, isBelow = n.Path.Below(*p.absent)
		}
		if err := p.decide(step, l.there[i], isBelow); err != nil {
			return nil, err
		}
		if step.Does == Refused && !isBelow && znode.KindOf(l.there[i].data.Err) == znode.NotFound {
			path := n.Path
			p.absent = &path
		}
	}
	return steps, nil
}

// nextNodes reads the next group of znodes. With the last it returns io.EOF.
func nextNodes(file *File) (nodes []Node, err error) {
	for bytes := 0; len(nodes) < planReads && bytes < planBytes; {
		n, err := file.Next()
		if err != nil {
			return nodes, err
		}
		nodes, bytes = append(nodes, n), bytes+len(n.Data)+besideData(n)
	}
	return nodes, nil
}

// lookedAt is what is at the place of a znode.
type lookedAt struct {
	at   znode.Path
	err  error // set if the place is not a valid path
	data znode.ReadResult
	acl  znode.ReadResult // read if a znode exists and the file has an ACL for it; otherwise zero
}

// look reads what is at the places of znodes. It reads ACLs only where they matter, since ZooKeeper
// needs a request for each.
func (to Target) look(ctx context.Context, nodes []Node) ([]lookedAt, error) {
	there := make([]lookedAt, len(nodes))
	var reads []znode.Read
	var at []int
	for i, n := range nodes {
		if there[i].at, there[i].err = to.Root.Join(n.Path); there[i].err == nil {
			reads, at = append(reads, znode.Read{Path: there[i].at, Kind: znode.ReadData}), append(at, i)
		}
	}
	var acls []znode.Read
	var of []int
	for j, result := range to.Reader.ReadMany(ctx, reads) {
		i := at[j]
		there[i].data = result
		switch kind := znode.KindOf(result.Err); {
		case kind == znode.NotFound, kind == "" && len(nodes[i].ACL) == 0:
		case kind == "" || kind == znode.Denied:
			acls, of = append(acls, znode.Read{Path: there[i].at, Kind: znode.ReadACL}), append(of, i)
		default:
			return nil, result.Err
		}
	}
	if len(acls) == 0 {
		return there, nil
	}
	for j, result := range to.Reader.ReadMany(ctx, acls) {
		there[of[j]].acl = result
	}
	return there, nil
}

// decide fills in a step. It returns errors that are not about the znode.
func (to Target) decide(step *Step, there lookedAt, parentAbsent bool) error {
	refuse := func(err error) error {
		step.Does, step.Why = Refused, err
		return nil
	}
	n := step.Node
	switch {
	case there.err != nil:
		return refuse(there.err)
	case parentAbsent:
		return refuse(&znode.Error{Kind: znode.NotFound, Code: znode.CodeImportParent})
	case n.Masked > 0:
		return refuse(&znode.Error{Kind: znode.Invalid, Code: znode.CodeImportMasked})
	case n.Lacks(Data):
		return refuse(cmp.Or(n.Why, missing))
	case znode.KindOf(there.data.Err) == znode.NotFound:
		return to.create(step, refuse)
	}
	step.Now = there.data.Stat
	step.OtherACL = there.acl.Err == nil && len(n.ACL) > 0 && !to.SameACL(there.acl.ACL, n.ACL) && !slices.ContainsFunc(there.acl.ACL, znode.ACL.Hidden)
	if to.SetACL && step.OtherACL && !n.hidesDigest() {
		step.SetsACL, step.OtherACL = true, false
		if err := to.May(step.ACLOp()); err != nil {
			step.SetsACL = false
			return refuse(err)
		}
	}
	sum, err := to.Sum(step.At, n.Data)
	switch {
	case err != nil:
		return err
	case n.Implied, there.data.Err == nil && bytes.Equal(sum, there.data.Data) && (sum == nil) == (there.data.Data == nil):
		step.Does = Same
	case to.OnConflict == SkipThem:
		step.Does, step.OtherACL, step.SetsACL = Skip, step.OtherACL || step.SetsACL, false
	case to.OnConflict == FailOnThem:
		step.Does = Conflict
	case there.data.Err != nil: // an overwrite would be blind
		return refuse(there.data.Err)
	default:
		step.Does = Change
		if err := to.May(step.Op()); err != nil {
			return refuse(err)
		}
	}
	return nil
}

// These are the reasons why a znode is not restored if the file does not tell one.
var (
	missing  error = &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportMissing}
	noDigest error = &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportDigest}
)

func (to Target) create(step *Step, refuse func(error) error) error {
	switch {
	case step.Kind == znode.Ephemeral:
		return refuse(&znode.Error{Kind: znode.Invalid, Code: znode.CodeImportEphemeral})
	case step.Node.hidesDigest():
		return refuse(cmp.Or(step.Node.Why, noDigest))
	case len(step.Node.ACL) == 0:
		acl, err := to.ACL()
		if err != nil {
			return err
		}
		step.NewACL = acl
	default:
		step.NewACL = step.Node.ACL
	}
	step.Does = Create
	if err := to.May(step.Op()); err != nil {
		return refuse(err)
	}
	return nil
}

// Op returns the change of a step that does Create or Change.
func (s Step) Op() znode.Op {
	if s.Does == Change {
		return znode.Op{Kind: znode.OpSet, Path: s.At, Data: s.Data, Version: s.Now.Version, Mzxid: s.Now.Mzxid}
	}
	op := znode.Op{Kind: znode.OpCreate, Path: s.At, Data: s.Data, ACL: s.NewACL, Mode: znode.ModePersistent}
	switch s.Kind {
	case znode.Container:
		op.Mode = znode.ModeContainer
	case TTL:
		op.Mode, op.TTL = znode.ModeTTL, s.TTL
	}
	return op
}

// ACLOp returns the change that sets the ACL of the existing znode, for a step with SetsACL.
func (s Step) ACLOp() znode.Op {
	return znode.Op{Kind: znode.OpSetACL, Path: s.At, ACL: s.Node.ACL, Version: s.Now.Aversion, Czxid: s.Now.Czxid}
}

// Size returns the approximate size of a step in memory, in bytes. It takes no more in a request.
func (s Step) Size() int {
	n := Node{Path: s.At, ACL: s.Node.ACL}
	if s.Does == Create {
		n.ACL = s.NewACL
	}
	return len(s.Data) + besideData(n)
}

// Changes reports whether the step changes anything.
func (s Step) Changes() bool { return s.Does == Create || s.Does == Change || s.SetsACL }

// Batches returns the changes of a plan except ACLOps, in order, grouped into transactions of at
// most maxOps ops and maxBytes bytes.
func Batches(steps []Step, maxOps, maxBytes int) [][]znode.Op {
	var all [][]znode.Op
	bytes := 0
	for _, s := range steps {
		if s.Does != Create && s.Does != Change {
			continue
		}
		op, size := s.Op(), s.Size()
		if len(all) == 0 || len(all[len(all)-1]) == maxOps || bytes+size > maxBytes {
			all, bytes = append(all, nil), 0
		}
		all[len(all)-1] = append(all[len(all)-1], op)
		bytes += size
	}
	return all
}
