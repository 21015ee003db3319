package znode

import "context"

// Reader reads znodes. Every call ends by ctx's deadline and fails with an
// *Error: NotFound, Denied, TooLarge, Unavailable.
type Reader interface {
	// Exists returns the stat; asks for READ since ZooKeeper 3.8.4 and 3.9.3, and
	// before for no permission. As kazoo's exists, but an absent znode is a
	// NotFound error.
	Exists(ctx context.Context, path Path) (Stat, error)
	// Get returns the data and the stat; asks for READ. As kazoo's get.
	Get(ctx context.Context, path Path) ([]byte, Stat, error)
	// GetChildren returns the children's names in byte order and the znode's
	// stat; asks for READ. As kazoo's get_children. The slice may be shared:
	// do not change it.
	GetChildren(ctx context.Context, path Path) ([]string, Stat, error)
	// GetACLs returns the ACL and the stat; asks for READ or ADMIN. As kazoo's
	// get_acls.
	GetACLs(ctx context.Context, path Path) ([]ACL, Stat, error)
	// Stats returns one result for each path, in the paths' order, at far less
	// than the cost of as many calls of Exists.
	Stats(ctx context.Context, paths []Path) []StatResult
	// ReadMany returns one result for each read, in the reads' order, at the least
	// cost for ZooKeeper and behind what pages ask for. It is for walks over many
	// znodes: a few hundred reads at a time, several calls at once. How much the
	// answers hold together is the caller's to bound.
	ReadMany(ctx context.Context, reads []Read) []ReadResult
	// Glance answers all that one page asks.
	Glance(ctx context.Context, question Question) Answer
}

// StatResult is what Stats found for one path.
type StatResult struct {
	Stat Stat
	Err  error // as Exists
}

// AnyVersion as a version means "whatever it is", as in ZooKeeper and kazoo.
const AnyVersion int32 = -1

// CreateMode is how a znode is created: the numbers of CreateMode.java.
type CreateMode int32

// The modes.
const (
	ModePersistent          CreateMode = 0
	ModeEphemeral           CreateMode = 1
	ModeSequential          CreateMode = 2 // persistent; the server adds ten digits to the name
	ModeEphemeralSequential CreateMode = 3
	ModeContainer           CreateMode = 4 // deleted by the server some time after its last child; 3.5.3
	ModeTTL                 CreateMode = 5 // deleted by the server when unchanged for a TTL and childless; 3.5.3
	ModeTTLSequential       CreateMode = 6
)

// IsSequential reports whether the server adds ten digits to the name.
func (m CreateMode) IsSequential() bool {
	return m == ModeSequential || m == ModeEphemeralSequential || m == ModeTTLSequential
}

// IsEphemeral reports whether the znode lives as long as the session that creates it.
func (m CreateMode) IsEphemeral() bool { return m == ModeEphemeral || m == ModeEphemeralSequential }
