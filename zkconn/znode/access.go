package znode

import "context"

// Reader reads znodes. Every call ends by ctx's deadline. Errors are of type *Error, with the kinds
// NotFound, Denied, TooLarge and Unavailable.
type Reader interface {
	// Exists returns the stat, like kazoo's exists, but fails with NotFound if there is no such
	// znode. It needs READ since ZooKeeper 3.8.4 and 3.9.3, and no permission before.
	Exists(ctx context.Context, path Path) (Stat, error)
	// Get returns the data and the stat, like kazoo's get. It needs READ.
	Get(ctx context.Context, path Path) ([]byte, Stat, error)
	// GetChildren returns the names of the children in byte order and the znode's stat, like
	// kazoo's get_children. It needs READ. The slice may be shared: do not change it.
	GetChildren(ctx context.Context, path Path) ([]string, Stat, error)
	// GetACLs returns the ACL and the stat, like kazoo's get_acls. It needs READ or ADMIN.
	GetACLs(ctx context.Context, path Path) ([]ACL, Stat, error)
	// Stats returns one result for each path, in the order of paths, at far less cost than calling
	// Exists for each.
	Stats(ctx context.Context, paths []Path) []StatResult
	// ReadMany returns one result for each read, in the order of reads. It costs ZooKeeper as
	// little as possible and gives way to requests of pages. It is for walks over many znodes: pass
	// a few hundred reads at a time, in several concurrent calls. The caller must limit the total
	// size of the answers.
	ReadMany(ctx context.Context, reads []Read) []ReadResult
	// Glance answers everything that one page asks.
	Glance(ctx context.Context, question Question) Answer
}

// StatResult is the result of Stats for one path.
type StatResult struct {
	Stat Stat
	Err  error // like that of Exists
}

// AnyVersion matches any version, as in ZooKeeper and kazoo.
const AnyVersion int32 = -1

// CreateMode is how a znode is created. Its values are those of CreateMode.java.
type CreateMode int32

// The modes.
const (
	ModePersistent          CreateMode = 0
	ModeEphemeral           CreateMode = 1
	ModeSequential          CreateMode = 2 // persistent; the server adds ten digits to the name
	ModeEphemeralSequential CreateMode = 3
	ModeContainer           CreateMode = 4 // the server deletes it some time after its last child; 3.5.3
	ModeTTL                 CreateMode = 5 // the server deletes it if it is unchanged for its TTL and has no children; 3.5.3
	ModeTTLSequential       CreateMode = 6
)

// IsSequential reports whether the server appends ten digits to the name.
func (m CreateMode) IsSequential() bool {
	return m == ModeSequential || m == ModeEphemeralSequential || m == ModeTTLSequential
}

// IsEphemeral reports whether the znode is deleted when the session that creates it ends.
func (m CreateMode) IsEphemeral() bool { return m == ModeEphemeral || m == ModeEphemeralSequential }
