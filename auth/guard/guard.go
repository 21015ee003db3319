package guard

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// Trail is the record of who did what: *audit.Trail.
type Trail interface {
	Append(ctx context.Context, entry audit.Entry) (seq int64, err error)
	AppendRead(entry audit.Entry)
	AppendSoon(ctx context.Context, entry audit.Entry) error
	KeyedHash(cluster string, path znode.Path, data []byte) string
	KeyedName(name string) string
	Query(ctx context.Context, filter audit.Filter) (audit.Page, error)
	Entries(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Entry, error]
	Tally(ctx context.Context, filter audit.Filter) (tallies []audit.Tally, beyond int, err error)
	Head() audit.Head
	Err() error
}

var _ Trail = (*audit.Trail)(nil)

// RecordTime is how long a request waits for what has happened to be on record.
// What takes longer is kept by the trail and written as soon as it can be. With
// the 2.5 s that a request has for ZooKeeper, it stays below 3 s.
const RecordTime = 400 * time.Millisecond

// Guard is one person's only way to the znodes of a cluster, for the time of a
// request. It is a znode.Reader that shows what the policy lets them see, with
// its secrets masked, and a znode.Writer that makes the changes the policy allows
// and puts each on the record: before ZooKeeper hears of it, and again when it is
// known what became of it.
type Guard struct {
	Person  people.Person
	rules   Rules
	session zookeeper
	entry   audit.Entry                 // what all entries of this request have in common
	later   *sync.WaitGroup             // of outcomes that are being recorded; nil: each is waited for
	turn    func(context.Context) error // is asked before a change is sent; nil: it is at once
}

// New returns the guard of one request. Each entry that it records begins as the
// given one.
func New(person people.Person, rules Rules, session zookeeper, entry audit.Entry) *Guard {
	return &Guard{Person: person, rules: rules, session: session, entry: entry}
}

// Over returns a guard of the same request over another ZooKeeper session of the same
// person, by its id as entries have it.
func (g *Guard) Over(session zookeeper, id string) *Guard {
	over := *g
	over.session, over.entry.Session = session, id
	return &over
}

// Ahead returns a guard of the same request whose changes do not wait until the outcome
// is on record, for callers that make one change after the other: an outcome is recorded
// together with the next intent. All are on record once recording is done.
func (g *Guard) Ahead(recording *sync.WaitGroup) *Guard {
	ahead := *g
	ahead.later = recording
	return &ahead
}

// InTurn returns a guard of the same request whose Apply and ApplyEach call turn when the
// intent is on record, and send the changes when that returns. Where turn fails nothing is
// sent, which is recorded, and they fail likewise.
func (g *Guard) InTurn(turn func(context.Context) error) *Guard {
	inTurn := *g
	inTurn.turn = turn
	return &inTurn
}

// zookeeper is the person's own ZooKeeper session.
type zookeeper interface {
	znode.Reader
	znode.Writer
	Sync(ctx context.Context, path znode.Path) error
	Synced(ctx context.Context, path znode.Path) (zxid int64, err error)
	HasDigest(id string) bool
	AppliesToConsole(entry znode.ACL) bool
	IsSuper() bool
}

var (
	_ znode.Reader = (*Guard)(nil)
	_ znode.Writer = (*Guard)(nil)
)

// Decide returns the policy's verdict on an action of this person on a znode.
func (g *Guard) Decide(action people.Action, path znode.Path) people.Verdict {
	verdict := people.Decide(g.Person, action, path, !g.rules.AllowWrites || g.rules.ReadOnly)
	if verdict == people.ReadOnly && g.rules.AllowWrites {
		return people.ReadOnlyCluster
	}
	return verdict
}

// Request returns what all entries of this request begin as.
func (g *Guard) Request() audit.Entry { return g.entry }

// Cluster returns the name of the cluster.
func (g *Guard) Cluster() string { return g.entry.Cluster }

// Entry returns an entry of the trail about this request and a znode, for the caller
// to complete.
func (g *Guard) Entry(event audit.Event, path znode.Path, outcome audit.Outcome) audit.Entry {
	entry := g.entry
	entry.Event, entry.Path, entry.Outcome = event, path.String(), outcome
	return entry
}

// ErrUnrecorded is the cause of what was not done because it could not be
// recorded first.
var ErrUnrecorded = errors.New("not on record")

// intend puts on record what is about to be done, and returns the sequence of that
// entry; undone is the code of the error when it fails.
func (g *Guard) intend(ctx context.Context, entry audit.Entry, undone znode.Code) (seq int64, err error) {
	seq, err = g.rules.Trail.Append(ctx, entry)
	if err == nil {
		return seq, nil
	}
	args := znode.Args{}
	if why, ok := errors.AsType[*znode.Error](err); ok {
		args["why"] = string(why.Code)
	}
	return 0, &znode.Error{Kind: znode.Unavailable, Code: undone, Args: args, Cause: errors.Join(ErrUnrecorded, err)}
}

// record appends the outcome of a change. Where that fails the person is told the outcome
// all the same: the intent is on record, and the trail itself says that it can no longer
// be written.
func (g *Guard) record(ctx context.Context, entry audit.Entry, err error) {
	ctx, cancel := Recording(ctx)
	defer cancel()
	entry.Outcome = OutcomeOf(err)
	_, _ = g.rules.Trail.Append(ctx, entry.Because(err))
}

// Recording returns a context in which something is recorded whatever becomes of
// the request.
func Recording(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), RecordTime)
}

// OutcomeOf returns the outcome of what ended with err.
func OutcomeOf(err error) audit.Outcome {
	switch znode.KindOf(err) {
	case "":
		return audit.OK
	case znode.Denied, znode.RateLimited:
		return audit.Denied
	case znode.Conflict:
		return audit.Conflict
	case znode.UnknownOutcome:
		return audit.Unknown
	}
	return audit.Failed
}
