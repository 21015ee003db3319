package session

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-zookeeper/zk"
	"golang.org/x/sync/singleflight"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Defaults of Options.
const (
	DefaultSessionTimeout = 10 * time.Second
	DefaultMaxReply       = 32 << 20
)

// connectionTimeout is how long a call waits for a connection to come back
// before it says that there is none.
const connectionTimeout = time.Second

// repliesAtOnce is how many of the largest answers may be in memory at once.
const repliesAtOnce = 4

// Options are what all sessions of a console have in common.
type Options struct {
	SessionTimeout time.Duration // asked of ZooKeeper, which may grant another; DefaultSessionTimeout when 0; a cluster's own comes before it
	MaxReply       int           // bytes of one answer; larger ones are refused, not read; DefaultMaxReply when 0
	TLS            *tls.Config   // for clusters that speak TLS: whom to trust and what to show; the system's roots when nil
	Logger         *slog.Logger  // where state changes are written; slog.Default when nil
	// FollowReconfigured trusts an ensemble's configuration also where it may have been
	// changed at run time; otherwise only one that the servers have from their own files.
	FollowReconfigured bool

	// What the sessions of a pool have in common.
	versions *cluster.Versions
	memory   *memory
	replies  *wire.Budget

	warned *sync.Map // of servers that were not given

	lookup lookupFunc
}

// WithDefaults returns the options with what is missing filled in. Sessions that
// are opened with the same result share what they know of servers' versions, and
// one memory of what they have read.
func (o Options) WithDefaults() Options {
	if o.SessionTimeout == 0 {
		o.SessionTimeout = DefaultSessionTimeout
	}
	if o.MaxReply == 0 {
		o.MaxReply = DefaultMaxReply
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.versions == nil {
		o.versions = cluster.NewVersions()
	}
	if o.warned == nil {
		o.warned = &sync.Map{}
	}
	if o.lookup == nil {
		o.lookup = net.DefaultResolver.LookupHost
	}
	if o.memory == nil {
		o.memory = newMemory(memoryBudget)
	}
	if o.replies == nil {
		o.replies = wire.NewBudget(repliesAtOnce * o.MaxReply)
	}
	return o
}

// watchdogTimeout returns how long a session stays suspended before it forgets what
// it has seen, so that a wiped or restored ensemble, whose zxid is behind, can
// answer it. kazoo and the library would try for ever.
func (o Options) watchdogTimeout() time.Duration {
	return max(2*o.SessionTimeout, 30*time.Second)
}

// Session is one ZooKeeper session with one set of credentials. It connects,
// reconnects and, once expired, begins anew by itself until it is closed. It is
// a znode.Reader and a znode.Writer; all its methods may be called at once.
type Session struct {
	cluster     cluster.Cluster
	credentials Credentials
	options     Options
	watches     watches
	machine     *machine
	attempts    *attempts
	hosts       *hosts
	lastZxid    wire.LastZxid
	limits      limits
	epoch       int                        // guarded by the memory's mutex
	identities  atomic.Pointer[[]Identity] // as the newest server that told knows the console
	unwelcome   atomic.Bool                // the server closes the connection at whatever these credentials ask

	client      *zk.Conn
	finished    <-chan zk.Event // closed when the library has ended
	dialing     context.Context // ends with the session
	stopDialing context.CancelFunc

	background tasks // goroutines that end soon after dialing does
	isLane     bool  // reads the large values of another session
	lane       largeLane
	sharing    singleflight.Group
	heavy      chan struct{} // holds one for each heavy question under way
	many       chan struct{} // holds one for each ReadMany under way
	follows    chan struct{} // holds one for each followEnsemble that runs or waits
	following  sync.Mutex    // held by the one that runs

	mu       sync.Mutex  // guards the fields below it
	link     *wire.Link  // the newest; nil before the first
	at       target      // the server that link is to
	granted  wire.Grant  // what that server granted
	signIn   *time.Timer // limits how long it may take to answer the credentials
	ready    *wire.Link  // the link that calls go over; nil when not connected
	refusal  error       // why the server closed the last connection, where it said so
	ended    error       // why no call can ever succeed again
	watchdog *time.Timer
}

// Open begins a session and returns at once; it connects in the background.
// Status tells how it goes.
func Open(cluster cluster.Cluster, credentials Credentials, options Options) *Session {
	return open(cluster, credentials, options, false)
}

// openLane opens a session for the large values of another.
func openLane(cluster cluster.Cluster, credentials Credentials, options Options) *Session {
	return open(cluster, credentials, options, true)
}

func open(cluster cluster.Cluster, credentials Credentials, options Options, isLane bool) *Session {
	options = options.WithDefaults()
	if cluster.SessionTimeout != 0 {
		options.SessionTimeout = cluster.SessionTimeout
	}
	s := &Session{
		cluster: cluster, credentials: credentials, options: options, isLane: isLane,
		machine:  newMachine(options.Logger.With("cluster", cluster.Name)),
		attempts: newAttempts(),
		heavy:    make(chan struct{}, heavyAtOnce),
		many:     make(chan struct{}, manyAtOnce),
		follows:  make(chan struct{}, 2), // one that waits will see what changed meanwhile
	}
	s.dialing, s.stopDialing = context.WithCancel(context.Background())
	s.hosts = newHosts(cluster.Servers, options.lookup, &s.background)
	s.mu.Lock() // the library's goroutines wait here until client is set
	defer s.mu.Unlock()
	client, finished, err := zk.Connect(cluster.Servers, options.SessionTimeout,
		zk.WithHostProvider(anyServer{s.dialing}),
		zk.WithDialer(s.dial),
		zk.WithEventCallback(s.onEvent),
		zk.WithLogger(silent{}),
		zk.WithLogInfo(false),
		zk.WithMaxBufferSize(wire.MaxLibraryFrame),
		zk.WithMaxConnBufferSize(wire.MaxLibraryFrame),
	)
	if err != nil { // only for an empty list
		panic("session: " + err.Error())
	}
	s.client, s.finished = client, finished
	return s
}

// anyServer leaves it to dial which server is tried.
type anyServer struct{ dialing context.Context }

func (anyServer) Init([]string) error { return nil }
func (anyServer) Len() int            { return 1 }
func (anyServer) Connected()          {}

// Next tells the library to look whether it should end once it should: it would
// pause for a second each time.
func (a anyServer) Next() (string, bool) { return "", a.dialing.Err() != nil }

// silent is the library's log: it has a line for every try, and what matters of
// it is in Status and in the errors of calls.
type silent struct{}

func (silent) Printf(string, ...any) {}

// Status returns the state of the connection now, and a channel that is closed when
// it changes.
func (s *Session) Status() (znode.Status, <-chan struct{}) { return s.machine.status.get() }

// As opens another session with the same cluster and options, for other
// credentials. Close ends it.
func (s *Session) As(credentials Credentials) *Session {
	return Open(s.cluster, credentials, s.options)
}

// Cluster returns the cluster that the session is with.
func (s *Session) Cluster() cluster.Cluster { return s.cluster }

// AwaitConnected waits until the session is CONNECTED. When ctx ends first, the
// error is Unavailable and says which servers were tried and what each did;
// when ZooKeeper refused the credentials, it is Denied.
func (s *Session) AwaitConnected(ctx context.Context) error {
	_, err := s.await(ctx)
	return err
}

// await returns the link to send calls over, waiting for it until ctx ends. A link
// that has ended stays ready until the library has noticed.
func (s *Session) await(ctx context.Context) (*wire.Link, error) {
	for {
		_, changed := s.Status()
		s.mu.Lock()
		ready, ended := s.ready, s.ended
		s.mu.Unlock()
		if ended != nil {
			return nil, ended
		}
		if ready != nil && !ready.Ended() {
			return ready, nil
		}
		select {
		case <-changed:
		case <-s.dialing.Done(): // ended, which is no change when it was LOST before
		case <-ctx.Done():
			return nil, s.notConnected(ctx.Err())
		}
	}
}

// readyLink returns the link that calls go over; nil when not connected.
func (s *Session) readyLink() *wire.Link {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ready
}

// notConnected returns the error of a call that has waited for a connection in vain.
func (s *Session) notConnected(cause error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusal != nil {
		return s.refusal
	}
	return unavailable(znode.CodeNotConnected, s.attempts.args(), cause)
}

// Ended reports whether the session has ended for good: it was closed, or ZooKeeper
// refused the credentials.
func (s *Session) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended != nil
}

// Close ends the session in ZooKeeper, so that its ephemeral znodes go, or gives
// up telling it after a second. Calls under way fail. The second Close does
// nothing.
func (s *Session) Close() {
	s.end(unavailable(znode.CodeSessionClosed, nil, errClosed))
}

func (s *Session) end(why error) {
	s.mu.Lock()
	again := s.ended != nil
	if !again {
		s.ended = why
	}
	s.ready = nil
	s.stopWatchdog()
	s.mu.Unlock()
	s.machine.lost(why)
	if again {
		return
	}
	s.options.memory.forget(s)
	s.closeLane(true)
	s.stopDialing()
	s.client.Close()
	s.mu.Lock()
	if s.link != nil {
		_ = s.link.Close()
	}
	s.mu.Unlock()
	for range s.finished { // until the library's goroutines are done
	}
	s.background.Wait()
}
