package zkconn

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Version is a ZooKeeper server's version; the zero value is one not known.
type Version struct{ Major, Minor, Patch int }

// String is "3.8.0"; "" when not known.
func (v Version) String() string {
	if v == (Version{}) {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// AtLeast tells whether v is known and not older than major.minor.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

const (
	versionPatience = 3 * time.Second
	versionKept     = 10 * time.Minute
	versionRetry    = 10 * time.Second // where the server did not tell
	maxSrvrReply    = 4096
)

// versions knows which version runs at which address. A server that does not
// know an operation answers it by dropping the connection, so what a server can
// do must be known before it is asked.
type versions struct {
	asking singleflight.Group
	mu     sync.Mutex
	known  map[string]knownVersion // by host:port: as many as the clusters have servers
}

type knownVersion struct {
	version Version
	asked   time.Time
}

func newVersions() *versions { return &versions{known: map[string]knownVersion{}} }

// of is the version at server as far as it is known.
func (v *versions) of(server string) Version {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.known[server].version
}

// fresh tells whether the server need not be asked now.
func (v *versions) fresh(server string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	known := v.known[server]
	kept := versionKept
	if known.version == (Version{}) {
		kept = versionRetry
	}
	return time.Since(known.asked) < kept
}

func (v *versions) set(server string, version Version) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.known[server] = knownVersion{version, time.Now()}
}

// learnVersion asks the server for its version unless it has told lately, and
// waits for the answer until ctx ends. Those who ask at the same time wait for
// one answer.
func (s *Session) learnVersion(ctx context.Context, server string) {
	known := s.options.versions
	if known.fresh(server) {
		return
	}
	asked := known.asking.DoChan(server, func() (any, error) {
		if known.fresh(server) {
			return nil, nil
		}
		version := s.askVersion(server)
		if version != (Version{}) || s.dialing.Err() == nil { // else the session has ended, which tells nothing
			known.set(server, version)
		}
		return nil, nil
	})
	select {
	case <-asked:
	case <-ctx.Done():
	}
}

// askVersion asks with the four-letter word srvr, the only one that is on by
// default (4lw.commands.whitelist). A server that does not tell counts as one
// that knows no new operation.
func (s *Session) askVersion(server string) Version {
	ctx, cancel := context.WithTimeout(s.dialing, versionPatience)
	defer cancel()
	conn, err := s.connect(ctx, "tcp", server)
	if err != nil {
		return Version{}
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if _, err := io.WriteString(conn, "srvr"); err != nil {
		return Version{}
	}
	reply, _ := io.ReadAll(io.LimitReader(conn, maxSrvrReply))
	return parseVersion(string(reply))
}

// parseVersion finds "Zookeeper version: 3.8.0-…" in srvr's reply; the zero
// Version when it is not there.
func parseVersion(reply string) Version {
	_, rest, found := strings.Cut(reply, "ookeeper version: ")
	var v Version
	if _, err := fmt.Sscanf(rest, "%d.%d.%d", &v.Major, &v.Minor, &v.Patch); !found || err != nil {
		return Version{}
	}
	return v
}
