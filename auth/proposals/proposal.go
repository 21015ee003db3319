package proposals

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"time"

	"zkweb/zkconn/znode"
)

// State is the state of a proposal.
type State string

// The states.
const (
	Waiting  State = "open"
	Applying State = "applying" // somebody is applying it
	Applied  State = "applied"
	Rejected State = "rejected"
	Unknown  State = "unknown" // it was sent, and not answered
)

// Proposal is a change that somebody has proposed.
type Proposal struct {
	ID      string
	Cluster string
	By      string // the user who proposed it
	Comment string // the proposer's reason; "" for none
	Made    time.Time
	Entry   int64      // sequence of the entry in the trail
	Undoes  int64      // sequence of the entry whose change it undoes; 0 for none
	Ops     []znode.Op // made as one transaction; without data and ACLs once it is decided
	Quota   *Quota     // in place of Ops: the quota of a znode
	Left    []Left     // znodes below the proposal's that it leaves out

	State    State
	Decision Decision
}

// Quota is a quota that is to be set.
type Quota struct {
	Path    znode.Path
	Before  string // the limits, in the form of quota.Limits
	After   string
	There   bool // whether there was a quota
	Version int32
}

// Left is a znode that a proposal leaves out, and why.
type Left struct {
	Path znode.Path
	Code znode.Code
	Args znode.Args
}

// LeftOut returns a Left for a znode and the error that is the reason.
func LeftOut(path znode.Path, err error) Left {
	left := Left{Path: path}
	if known, ok := errors.AsType[*znode.Error](err); ok {
		left.Code, left.Args = known.Code, known.Args
	}
	return left
}

// Decision is the decision on a proposal; zero if there is none yet.
type Decision struct {
	By      string
	Comment string
	At      time.Time
	Entry   int64 // sequence of the entry in the trail
	Change  int64 // sequence of the change's entry; 0 if no change was made
}

// Paths returns the znodes that it is about, one for each op.
func (p Proposal) Paths() []znode.Path {
	if p.Quota != nil {
		return []znode.Path{p.Quota.Path}
	}
	paths := make([]znode.Path, len(p.Ops))
	for i, op := range p.Ops {
		paths[i] = op.Path
	}
	return paths
}

// About returns the deepest common ancestor of its znodes.
func (p Proposal) About() znode.Path {
	paths := p.Paths()
	common := paths[0]
	for _, path := range paths[1:] {
		for {
			if _, below := path.Below(common); below {
				break
			}
			common = common.Parent()
		}
	}
	return common
}

// IsOpen reports whether it waits for a decision.
func (p Proposal) IsOpen() bool { return p.State == Waiting || p.State == Applying }

// isSame reports whether two proposals are the same, so that one of them is enough. Those that
// create sequential znodes are not, since each creates another znode.
func (p Proposal) isSame(other Proposal) bool {
	if slices.ContainsFunc(p.Ops, func(op znode.Op) bool { return op.Kind == znode.OpCreate && op.Mode.IsSequential() }) {
		return false
	}
	return p.Cluster == other.Cluster && p.By == other.By && p.Comment == other.Comment && p.Undoes == other.Undoes &&
		reflect.DeepEqual(p.Ops, other.Ops) && reflect.DeepEqual(p.Left, other.Left) && reflect.DeepEqual(p.Quota, other.Quota)
}

// bare returns a decided proposal without what it would write.
func (p Proposal) bare() Proposal {
	ops := make([]znode.Op, len(p.Ops))
	for i, op := range p.Ops {
		op.Data, op.ACL = nil, nil
		ops[i] = op
	}
	p.Ops = ops
	return p
}

// kept is a proposal in the form in which it is sealed.
type kept struct {
	Cluster  string     `json:"cluster"`
	By       string     `json:"by"`
	Comment  string     `json:"comment,omitempty"`
	Made     time.Time  `json:"made"`
	Entry    int64      `json:"entry"`
	Undoes   int64      `json:"undoes,omitempty"`
	Ops      []keptOp   `json:"ops,omitempty"`
	Quota    *keptQuota `json:"quota,omitempty"`
	Left     []keptLeft `json:"left,omitempty"`
	State    State      `json:"state"`
	Decision Decision   `json:"decision"`
}

type keptOp struct {
	Kind    znode.OpKind     `json:"op"`
	Path    string           `json:"path"`
	Data    []byte           `json:"data"` // null for ZooKeeper's null
	ACL     []keptACL        `json:"acl,omitempty"`
	Mode    znode.CreateMode `json:"mode,omitempty"`
	TTL     time.Duration    `json:"ttl,omitempty"`
	Version int32            `json:"version"`
	Mzxid   int64            `json:"mzxid,omitempty"`
	Czxid   int64            `json:"czxid,omitempty"`
}

type keptLeft struct {
	Path string     `json:"path"`
	Code znode.Code `json:"code"`
	Args znode.Args `json:"args,omitempty"`
}

type keptACL struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
	Perms  int32  `json:"perms"`
}

type keptQuota struct {
	Path    string `json:"path"`
	Before  string `json:"before"`
	After   string `json:"after"`
	There   bool   `json:"there"`
	Version int32  `json:"version"`
}

func (p Proposal) encode() ([]byte, error) {
	k := kept{
		Cluster: p.Cluster, By: p.By, Comment: p.Comment, Made: p.Made, Entry: p.Entry, Undoes: p.Undoes, State: p.State, Decision: p.Decision,
	}
	for _, op := range p.Ops {
		one := keptOp{
			Kind: op.Kind, Path: op.Path.String(), Data: op.Data, Mode: op.Mode, TTL: op.TTL, Version: op.Version, Mzxid: op.Mzxid, Czxid: op.Czxid,
		}
		for _, entry := range op.ACL {
			one.ACL = append(one.ACL, keptACL{entry.Scheme, entry.ID, int32(entry.Perms)})
		}
		k.Ops = append(k.Ops, one)
	}
	for _, left := range p.Left {
		k.Left = append(k.Left, keptLeft{left.Path.String(), left.Code, left.Args})
	}
	if q := p.Quota; q != nil {
		k.Quota = &keptQuota{q.Path.String(), q.Before, q.After, q.There, q.Version}
	}
	return json.Marshal(k)
}

func decode(id string, value []byte) (Proposal, error) {
	var k kept
	if err := json.Unmarshal(value, &k); err != nil {
		return Proposal{}, err
	}
	p := Proposal{
		ID: id, Cluster: k.Cluster, By: k.By, Comment: k.Comment, Made: k.Made, Entry: k.Entry, Undoes: k.Undoes, State: k.State, Decision: k.Decision,
	}
	for _, one := range k.Ops {
		path, err := znode.ParsePath(one.Path)
		if err != nil {
			return Proposal{}, err
		}
		op := znode.Op{Kind: one.Kind, Path: path, Data: one.Data, Mode: one.Mode, TTL: one.TTL, Version: one.Version, Mzxid: one.Mzxid, Czxid: one.Czxid}
		for _, entry := range one.ACL {
			op.ACL = append(op.ACL, znode.ACL{Scheme: entry.Scheme, ID: entry.ID, Perms: znode.Perms(entry.Perms)})
		}
		p.Ops = append(p.Ops, op)
	}
	for _, one := range k.Left {
		path, err := znode.ParsePath(one.Path)
		if err != nil {
			return Proposal{}, err
		}
		p.Left = append(p.Left, Left{path, one.Code, one.Args})
	}
	if q := k.Quota; q != nil {
		path, err := znode.ParsePath(q.Path)
		if err != nil {
			return Proposal{}, err
		}
		p.Quota = &Quota{path, q.Before, q.After, q.There, q.Version}
	}
	return p, nil
}
