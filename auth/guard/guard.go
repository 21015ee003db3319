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

// Trail is the record of who did what, an *audit.Trail.
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

// RecordTime is how long a request waits until what has happened is recorded. If it takes longer,
// the trail keeps the entry and writes it as soon as possible. Together with the 2.5 s that a
// request has for ZooKeeper, it stays below 3 s.
const RecordTime = 400 * time.Millisecond

// Guard is one person's only way to the znodes of a cluster, for one request. It is a znode.Reader
// that shows what the policy allows, with secrets masked, and a znode.Writer that makes the changes
// that the policy allows, and records each in the trail: before ZooKeeper is asked, and again when
// the outcome is known.
type Guard struct {
	Person  people.Person
	rules   Rules
	session zookeeper
	entry   audit.Entry                 // the beginning of all entries of this request
	later   *sync.WaitGroup             // for outcomes that are recorded in the background; nil to wait for each
	turn    func(context.Context) error // called before a change is sent; may be nil
}

// New returns the guard of one request. Each entry that it records begins as the given one.
func New(person people.Person, rules Rules, session zookeeper, entry audit.Entry) *Guard {
	return &Guard{Person: person, rules: rules, session: session, entry: entry}
}

// Over returns a guard of the same request over another ZooKeeper session of the same person, whose
// ID entries will have.
func (g *Guard) Over(session zookeeper, id string) *Guard {
	over := *g
	over.session, over.entry.Session = session, id
	return &over
}

// Ahead returns a guard of the same request whose changes do not wait until the outcome is
// recorded, for callers that make one change after the other: an outcome is then recorded together
// with the next intent. All are recorded once recording is done.
func (g *Guard) Ahead(recording *sync.WaitGroup) *Guard {
	ahead := *g
	ahead.later = recording
	return &ahead
}

// InTurn returns a guard of the same request whose Apply and ApplyEach call turn after recording
// the intent, and send the changes when it returns. If turn fails, nothing is sent, which is
// recorded, and they return its error.
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

// Request returns the beginning of all entries of this request.
func (g *Guard) Request() audit.Entry { return g.entry }

// Cluster returns the name of the cluster.
func (g *Guard) Cluster() string { return g.entry.Cluster }

// Entry returns an entry of the trail about this request and a znode, for the caller to complete.
func (g *Guard) Entry(event audit.Event, path znode.Path, outcome audit.Outcome) audit.Entry {
	entry := g.entry
	entry.Event, entry.Path, entry.Outcome = event, path.String(), outcome
	return entry
}

// ErrUnrecorded is the cause of errors about what was not done because it could not be recorded
// first.
var ErrUnrecorded = errors.New("not on record")

// intend records what is about to be done, and returns the sequence of that entry. undone is the
// code of the error if that fails.
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

// record appends the outcome of a change. If that fails, the person still gets the outcome: the
// intent is recorded, and the trail itself reports that it cannot be written.
func (g *Guard) record(ctx context.Context, entry audit.Entry, err error) {
	ctx, cancel := Recording(ctx)
	defer cancel()
	entry.Outcome = OutcomeOf(err)
	_, _ = g.rules.Trail.Append(ctx, entry.Because(err))
}

// Recording returns a context for recording something, independent of the request's end.
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
