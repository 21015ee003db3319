package guard

import (
	"context"
	"errors"
	"iter"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Trail is the record of who did what: *audit.Trail.
type Trail interface {
	Append(ctx context.Context, entry audit.Entry) error
	AppendRead(entry audit.Entry)
	KeyedHash(cluster string, path znode.Path, data []byte) string
	KeyedName(name string) string
	Query(ctx context.Context, filter audit.Filter) (audit.Page, error)
	Entries(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Entry, error]
	Head() audit.Head
	Err() error
}

var _ Trail = (*audit.Trail)(nil)

// outcomePatience is how long the outcome of a change may take to be written
// down, even when whoever asked for the change has gone.
const outcomePatience = 2 * time.Second

// Guard is one person's only way to the znodes of a cluster, for the time of a
// request. It is a znode.Reader that shows what the policy lets them see, with
// its secrets masked, and a znode.OldWriter that makes the changes the policy
// allows and puts each on the record: before ZooKeeper hears of it, and again
// when it is known what became of it.
type Guard struct {
	Person  people.Person
	rules   Rules
	session zookeeper
	entry   audit.Entry // what all entries of this request have in common
}

// New makes the guard of one request. The entry is what all entries of the
// request have in common.
func New(person people.Person, rules Rules, session zookeeper, entry audit.Entry) *Guard {
	return &Guard{Person: person, rules: rules, session: session, entry: entry}
}

// zookeeper is the person's own ZooKeeper session.
type zookeeper interface {
	znode.Reader
	znode.OldWriter
}

var (
	_ znode.Reader    = (*Guard)(nil)
	_ znode.OldWriter = (*Guard)(nil)
)

// Decide is what the policy says of an action of this person on a znode.
func (g *Guard) Decide(action people.Action, path znode.Path) people.Verdict {
	return people.Decide(g.Person, action, path, !g.rules.AllowWrites)
}

// Request is what all entries of this request have in common.
func (g *Guard) Request() audit.Entry { return g.entry }

// Cluster is the name of the cluster.
func (g *Guard) Cluster() string { return g.entry.Cluster }

// Entry is an entry of the trail about this request and a znode, for the caller
// to complete.
func (g *Guard) Entry(event audit.Event, path znode.Path, outcome audit.Outcome) audit.Entry {
	entry := g.entry
	entry.Event, entry.Path, entry.Outcome = event, path.String(), outcome
	return entry
}

// Create implements znode.OldWriter.
func (g *Guard) Create(ctx context.Context, path znode.Path, data []byte, acl []znode.ACL, mode znode.CreateMode) (created znode.Path, err error) {
	entry := g.Entry(audit.NodeCreate, path, audit.Intent)
	entry.After = g.hashed(path, data, znode.Stat{})
	err = g.change(ctx, people.Create, path, data, entry, func(done *audit.Entry) error {
		created, err = g.session.Create(ctx, path, data, acl, mode)
		if err != nil {
			return err
		}
		done.Path = created.String() // another when sequential
		if stat, err := g.session.Exists(ctx, created); err == nil {
			done.After = g.hashed(created, data, znode.Stat{Mzxid: stat.Czxid})
		}
		return nil
	})
	return created, err
}

// Set implements znode.OldWriter.
func (g *Guard) Set(ctx context.Context, path znode.Path, data []byte, version int32) (stat znode.Stat, err error) {
	entry := g.Entry(audit.NodeSet, path, audit.Intent)
	entry.After = g.hashed(path, data, znode.Stat{Version: version + 1})
	err = g.change(ctx, people.Set, path, data, entry, func(done *audit.Entry) error {
		stat, err = g.session.Set(ctx, path, data, version)
		if err == nil {
			done.After = g.hashed(path, data, stat)
		}
		return err
	})
	return stat, err
}

// Delete implements znode.OldWriter.
func (g *Guard) Delete(ctx context.Context, path znode.Path, version int32) error {
	entry := g.Entry(audit.NodeDelete, path, audit.Intent)
	return g.change(ctx, people.Delete, path, nil, entry, func(*audit.Entry) error {
		return g.session.Delete(ctx, path, version)
	})
}

// change makes one change: policy, intent, ZooKeeper, outcome. It fails with
// Unavailable, and changes nothing, when the intent cannot be put on record; and
// with Invalid for data that holds a mask: it would take a secret's place.
func (g *Guard) change(ctx context.Context, action people.Action, path znode.Path, data []byte, entry audit.Entry, do func(done *audit.Entry) error) error {
	if err := g.Decide(action, path).Refusal(g.Person.Role); err != nil {
		g.record(ctx, entry, err)
		return err
	}
	if mask.Holds(path, data) {
		err := &znode.Error{Kind: znode.Invalid, Message: "Nothing was changed: the data holds “" + mask.Text + "”, which stands for a secret that the console hides. Put the secret itself there."}
		g.record(ctx, entry, err)
		return err
	}
	if action != people.Create {
		before, err := g.before(ctx, path)
		if err != nil {
			g.record(ctx, entry, err)
			return err
		}
		entry.Before = before
	}
	if err := g.intend(ctx, entry, znode.CodeChangeUnrecorded); err != nil {
		return err
	}
	done := entry
	err := do(&done)
	g.record(ctx, done, err)
	return err
}

// ErrUnrecorded is the cause of what was not done because it could not be
// recorded first.
var ErrUnrecorded = errors.New("not on record")

// intend puts on record what is about to be done; undone is the code of the
// error when that fails.
func (g *Guard) intend(ctx context.Context, entry audit.Entry, undone znode.Code) error {
	err := g.rules.Trail.Append(ctx, entry)
	if err == nil {
		return nil
	}
	args := znode.Args{}
	if why, ok := errors.AsType[*znode.Error](err); ok {
		args["why"] = string(why.Code)
	}
	return &znode.Error{Kind: znode.Unavailable, Code: undone, Args: args, Cause: errors.Join(ErrUnrecorded, err)}
}

// record appends what became of a change. That this fails is no reason to tell
// the person something else: the intent is on record, and the trail itself says
// that it can no longer be written.
func (g *Guard) record(ctx context.Context, entry audit.Entry, err error) {
	ctx, cancel := Patient(ctx, outcomePatience)
	defer cancel()
	entry.Outcome = OutcomeOf(err)
	_ = g.rules.Trail.Append(ctx, entry.Because(err))
}

// Patient is for what is recorded whatever becomes of the request.
func Patient(ctx context.Context, patience time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), patience)
}

// before tells about the data that a change is about to replace or remove; nil
// when there is no such znode.
func (g *Guard) before(ctx context.Context, path znode.Path) (*audit.Data, error) {
	data, stat, err := g.session.Get(ctx, path)
	switch znode.KindOf(err) {
	case "":
		return g.hashed(path, data, stat), nil
	case znode.NotFound:
		return nil, nil
	case znode.Unavailable:
		return nil, err
	}
	stat, err = g.session.Exists(ctx, path) // asks for no permission
	if err != nil {
		return nil, err
	}
	return &audit.Data{Version: stat.Version, Mzxid: stat.Mzxid, Length: int(stat.DataLength)}, nil
}

func (g *Guard) hashed(path znode.Path, data []byte, stat znode.Stat) *audit.Data {
	return &audit.Data{Version: stat.Version, Mzxid: stat.Mzxid, Length: len(data), Hash: g.rules.Trail.KeyedHash(g.entry.Cluster, path, data)}
}

// OutcomeOf is the outcome of what ended with err.
func OutcomeOf(err error) audit.Outcome {
	switch znode.KindOf(err) {
	case "":
		return audit.OK
	case znode.Denied:
		return audit.Denied
	case znode.Conflict:
		return audit.Conflict
	case znode.UnknownOutcome:
		return audit.Unknown
	}
	return audit.Failed
}
