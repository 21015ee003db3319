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

// connectionTimeout is how long a call waits for the connection to come back before it fails.
const connectionTimeout = time.Second

// repliesAtOnce is how many of the largest answers may be in memory at once.
const repliesAtOnce = 4

// Options configure all sessions of a console.
type Options struct {
	SessionTimeout time.Duration // requested of ZooKeeper, which may grant another; DefaultSessionTimeout if 0; a cluster's own takes precedence
	MaxReply       int           // largest answer in bytes; larger ones are not read; DefaultMaxReply if 0
	TLS            *tls.Config   // trust and client certificate for clusters that speak TLS; the system's roots if nil
	Logger         *slog.Logger  // receives state changes; slog.Default if nil
	// FollowReconfigured makes sessions trust an ensemble's configuration even if it may have been
	// changed at run time. Otherwise they trust only one that the servers have from their own
	// files.
	FollowReconfigured bool

	// The following are shared by the sessions of a pool.
	versions *cluster.Versions
	memory   *memory
	replies  *wire.Budget

	warned *sync.Map // servers about which a warning was logged, because they were not given

	lookup lookupFunc
}

// WithDefaults returns the options with defaults for what is missing. Sessions that are opened with
// the same result share the known versions of servers, and one memory of what they have read.
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

// watchdogTimeout returns how long a session is suspended before it forgets the zxids that it has
// seen. Otherwise no server of an ensemble that was wiped or restored, whose zxids are lower, would
// accept it; kazoo and the library would try forever.
func (o Options) watchdogTimeout() time.Duration {
	return max(2*o.SessionTimeout, 30*time.Second)
}

// Session is a ZooKeeper session with one set of credentials. It connects, reconnects and, if it
// expires, begins anew until it is closed. It implements znode.Reader and znode.Writer. Its methods
// may be called concurrently.
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
	epoch       int                        // incremented when what was kept is forgotten; guarded by the memory's mutex
	identities  atomic.Pointer[[]Identity] // how the newest server that told it knows the console
	unwelcome   atomic.Bool                // whether the server closes the connection on every call with these credentials

	client      *zk.Conn
	finished    <-chan zk.Event // closed when the library has ended
	dialing     context.Context // ends with the session
	stopDialing context.CancelFunc

	background tasks // goroutines that end soon after dialing does
	isLane     bool  // whether it reads the large values of another session
	lane       largeLane
	sharing    singleflight.Group
	heavy      chan struct{} // one element for each heavy request in progress
	many       chan struct{} // one element for each ReadMany in progress
	follows    chan struct{} // one element for each followEnsemble that runs or waits
	following  sync.Mutex    // held by the followEnsemble that runs

	mu       sync.Mutex  // guards the fields below
	link     *wire.Link  // the newest; nil before the first
	at       target      // the server of link
	granted  wire.Grant  // what that server granted
	signIn   *time.Timer // limits how long the server may take to answer the credentials
	ready    *wire.Link  // the link for calls; nil if not connected
	refusal  error       // why the server closed the last connection, if it told
	ended    error       // why no call can succeed any more
	watchdog *time.Timer
}

// Open begins a session and returns at once. It connects in the background; Status returns its
// state.
func Open(cluster cluster.Cluster, credentials Credentials, options Options) *Session {
	return open(cluster, credentials, options, false)
}

// openLane opens a session that reads the large values of another.
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
		follows:  make(chan struct{}, 2), // one that waits will see later changes
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
	if err != nil { // happens for an empty list only
		panic("session: " + err.Error())
	}
	s.client, s.finished = client, finished
	return s
}

// anyServer is a host provider that leaves the choice of the server to dial.
type anyServer struct{ dialing context.Context }

func (anyServer) Init([]string) error { return nil }
func (anyServer) Len() int            { return 1 }
func (anyServer) Connected()          {}

// Next tells the library to check whether it should end, once it should. Each such check pauses for
// a second.
func (a anyServer) Next() (string, bool) { return "", a.dialing.Err() != nil }

// silent discards the library's log, which has a line for every attempt. What matters of it is in
// Status and in the errors of calls.
type silent struct{}

func (silent) Printf(string, ...any) {}

// Status returns the present state of the connection, and a channel that is closed when it changes.
func (s *Session) Status() (znode.Status, <-chan struct{}) { return s.machine.status.get() }

// As opens another session with the same cluster and options, and with other credentials. The
// caller must Close it.
func (s *Session) As(credentials Credentials) *Session {
	return Open(s.cluster, credentials, s.options)
}

// Cluster returns the cluster of the session.
func (s *Session) Cluster() cluster.Cluster { return s.cluster }

// AwaitConnected waits until the session is CONNECTED. If ctx ends first, the error is Unavailable
// and names the servers that were tried with their results. If ZooKeeper refused the credentials,
// it is Denied.
func (s *Session) AwaitConnected(ctx context.Context) error {
	_, err := s.await(ctx)
	return err
}

// await returns the link for calls. It waits for one until ctx ends. A link that has ended is
// skipped, even if the library has not noticed it yet.
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
		case <-s.dialing.Done(): // the session has ended, which is no change of state if it was LOST before
		case <-ctx.Done():
			return nil, s.notConnected(ctx.Err())
		}
	}
}

// readyLink returns the link for calls; nil if not connected.
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

// Ended reports whether the session has ended for good, because it was closed or ZooKeeper refused
// the credentials.
func (s *Session) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended != nil
}

// Close ends the session in ZooKeeper, so that its ephemeral znodes are deleted. It gives up
// telling ZooKeeper after a second. Calls in progress fail. Further calls of Close do nothing.
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
	for range s.finished { // until the library's goroutines have ended
	}
	s.background.Wait()
}
