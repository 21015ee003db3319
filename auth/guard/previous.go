package guard

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// Keeper keeps what changes replace, under an ID for each change. It is a *vault.Shelf. Put returns
// once it is on the disk.
type Keeper interface {
	Put(ctx context.Context, id string, value []byte) error
	Get(ctx context.Context, id string) ([]byte, error)
	Has(ctx context.Context, id string) (bool, error)
}

// maxKept bounds the data of the znodes of one change that is kept, since it is in memory
// meanwhile.
const maxKept = 64 << 20

// previous is a znode just before an op changes it.
type previous struct {
	known *audit.Data // nil if there is no such znode, and for an OpSetACL
	whole bool        // data, ACL and stat were read
	data  []byte
	acl   []znode.ACL
	stat  znode.Stat
}

// readings reads the znodes of one change, one by one.
type readings struct {
	guard *Guard
	keep  bool // whether to keep what is read
}

// before returns what is known about a znode, without the hash of its data if the person may not
// read it. It fails with Denied if the person may not read the stat either.
func (r *readings) before(ctx context.Context, path znode.Path) (previous, error) {
	data, stat, err := r.guard.session.Get(ctx, path)
	switch znode.KindOf(err) {
	case "":
		was := previous{known: r.guard.hashed(path, data, stat), stat: stat}
		if r.keep {
			err = r.hold(ctx, path, data, &was)
		}
		return was, err
	case znode.NotFound:
		return previous{}, nil
	case znode.Unavailable:
		return previous{}, err
	}
	stat, err = r.guard.session.Exists(ctx, path) // older servers need no permission for it
	if znode.KindOf(err) == znode.Denied {
		_, stat, err = r.guard.session.GetACLs(ctx, path) // which needs only ADMIN
	}
	if err != nil {
		return previous{}, err
	}
	return previous{known: &audit.Data{Version: stat.Version, Mzxid: stat.Mzxid, Length: int(stat.DataLength)}}, nil
}

// hold adds data that is to be kept, and the ACL with it.
func (r *readings) hold(ctx context.Context, path znode.Path, data []byte, was *previous) error {
	if len(data) > maxKept {
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeKeepTooLarge}
	}
	acl, err := r.beforeACL(ctx, path)
	was.data, was.acl, was.whole = data, acl.acl, acl.whole && acl.stat.Mzxid == was.stat.Mzxid
	return err
}

// beforeACL returns the ACL of a znode, if the person may read it.
func (r *readings) beforeACL(ctx context.Context, path znode.Path) (previous, error) {
	acl, stat, err := r.guard.session.GetACLs(ctx, path)
	switch znode.KindOf(err) {
	case "":
		return previous{acl: acl, stat: stat, whole: true}, nil
	case znode.Unavailable:
		return previous{}, err
	}
	return previous{}, nil
}

// kept is an op of a change with the znode before it, as JSON that is sealed.
type kept struct {
	Op         znode.OpKind `json:"op"`
	Path       string       `json:"path"`
	Sequential bool         `json:"sequential,omitempty"` // for an OpCreate
	Data       []byte       `json:"data"`                 // of the znode before; null for ZooKeeper's null
	ACL        []keptACL    `json:"acl,omitempty"`
	Stat       znode.Stat   `json:"stat,omitzero"`
	Sum        []byte       `json:"sum,omitempty"`     // SHA-256 of the data that an OpSet or OpCreate writes
	Wrote      []keptACL    `json:"wrote,omitempty"`   // the ACL that an OpSetACL writes
	Unknown    bool         `json:"unknown,omitempty"` // the znode could not be read

	TTL  time.Duration `json:"-"` // of a TTL znode, if the history tells
	Made bool          `json:"-"` // the history has the change
	Why  znode.Code    `json:"-"` // for Unknown, why the history does not tell either
}

type keptACL struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
	Perms  int32  `json:"perms"`
}

func keepACL(acl []znode.ACL) (all []keptACL) {
	for _, entry := range acl {
		all = append(all, keptACL{entry.Scheme, entry.ID, int32(entry.Perms)})
	}
	return all
}

func readACL(all []keptACL) []znode.ACL {
	acl := make([]znode.ACL, len(all))
	for i, entry := range all {
		acl[i] = znode.ACL{Scheme: entry.Scheme, ID: entry.ID, Perms: znode.Perms(entry.Perms)}
	}
	return acl
}

func (k kept) acl() []znode.ACL { return readACL(k.ACL) }

// keepable reports whether it is known how to undo at least one of the ops.
func keepable(ops []znode.Op, before []previous) bool {
	for i, op := range ops {
		if op.Kind != znode.OpCheck && isKnown(op, before[i]) {
			return true
		}
	}
	return false
}

// isKnown reports whether everything needed to undo an op is known.
func isKnown(op znode.Op, before previous) bool { return op.Kind == znode.OpCreate || before.whole }

func encodeKept(ops []znode.Op, before []previous) ([]byte, error) {
	all := make([]kept, 0, len(ops))
	for i, op := range ops {
		if op.Kind == znode.OpCheck {
			continue
		}
		k := kept{Op: op.Kind, Path: op.Path.String(), Data: before[i].data, ACL: keepACL(before[i].acl), Stat: before[i].stat, Unknown: !isKnown(op, before[i])}
		switch op.Kind {
		case znode.OpSet:
			k.Sum = dataSum(op.Data)
		case znode.OpSetACL:
			k.Wrote = keepACL(op.ACL)
		case znode.OpCreate:
			k.Sum = dataSum(op.Data)
			k.Sequential = op.Mode.IsSequential()
		}
		all = append(all, k)
	}
	return json.Marshal(all)
}

func dataSum(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}

func (k kept) wrote(data []byte) bool { return bytes.Equal(k.Sum, dataSum(data)) }

// wroteACL reports whether an ACL is the one that an OpSetACL has written. An entry with the scheme
// auth becomes an entry for the writer's identity.
func (k kept) wroteACL(acl []znode.ACL) bool {
	return slices.EqualFunc(readACL(k.Wrote), acl, func(sent, now znode.ACL) bool {
		return sent == now || sent.Scheme == "auth" && now.Scheme != "world" && now.Scheme != "ip" && now.Perms == sent.Perms
	})
}

// keepAndIntend keeps what ops replace, if that is configured and possible, while it records their
// intent. Both are on the disk when the error is nil.
func (g *Guard) keepAndIntend(ctx context.Context, entry *audit.Entry, ops []znode.Op, before []previous) (seq int64, err error) {
	if g.rules.Previous == nil || !keepable(ops, before) {
		return g.intend(ctx, *entry, znode.CodeChangeUnrecorded)
	}
	value, err := encodeKept(ops, before)
	if err != nil {
		return 0, err
	}
	entry.Change = rand.Text()
	putting := make(chan error, 1)
	go func(id string) { putting <- g.rules.Previous.Put(ctx, id, value) }(entry.Change)
	seq, err = g.intend(ctx, *entry, znode.CodeChangeUnrecorded)
	if err != nil {
		return 0, err
	}
	select {
	case err = <-putting:
	case <-ctx.Done():
		err = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultFailing, Cause: ctx.Err()}
	}
	if err != nil {
		g.conclude(ctx, *entry, ops, applied{err: err})
	}
	return seq, err
}
