package cluster

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Version is a ZooKeeper server's version; the zero value is one not known.
type Version struct{ Major, Minor, Patch int }

// String returns a version as "3.8.0"; "" when not known.
func (v Version) String() string {
	if v == (Version{}) {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// AtLeast reports whether v is known and not older than major.minor.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

const (
	versionRetry = 10 * time.Second
	versionKept  = 10 * time.Minute
	maxSrvrReply = 4096
)

// Versions knows which version runs at which address. A server that does not
// know an operation answers it by dropping the connection, so what a server can
// do must be known before it is asked.
type Versions struct {
	Retry  time.Duration // how long a server that did not tell is not asked again; set before use
	asking singleflight.Group
	mu     sync.Mutex
	known  map[string]knownVersion // by host:port: as many as the clusters have servers
}

type knownVersion struct {
	version Version
	asked   time.Time
}

// NewVersions returns a Versions that knows none.
func NewVersions() *Versions {
	return &Versions{Retry: versionRetry, known: map[string]knownVersion{}}
}

// Of returns the version at server as far as it is known.
func (v *Versions) Of(server string) Version {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.known[server].version
}

// fresh reports whether the server need not be asked now.
func (v *Versions) fresh(server string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	known := v.known[server]
	kept := versionKept
	if known.version == (Version{}) {
		kept = v.Retry
	}
	return time.Since(known.asked) < kept
}

func (v *Versions) set(server string, version Version) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.known[server] = knownVersion{version, time.Now()}
}

// Learn asks the server for its version with ask, unless it has answered lately, and
// waits for the answer until ctx ends. Those who ask at the same time wait for one
// answer. An answer of ask that is not ok tells nothing, for whoever asked went
// away: the others ask again.
func (v *Versions) Learn(ctx context.Context, server string, ask func() (version Version, ok bool)) {
	for asked := false; !asked && !v.fresh(server); {
		answer := v.asking.DoChan(server, func() (any, error) {
			asked = true // read after the answer
			if v.fresh(server) {
				return nil, nil
			}
			if version, ok := ask(); ok {
				v.set(server, version)
			}
			return nil, nil
		})
		select {
		case <-answer:
		case <-ctx.Done():
			return
		}
	}
}

// Forget makes the server be asked again: it may be another one now.
func (v *Versions) Forget(server string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.known, server)
}

// AskVersion asks over a connection of its own, which it closes, with the
// four-letter word srvr, the only one that is on by default
// (4lw.commands.whitelist). A server that does not tell counts as one that knows
// no new operation.
func AskVersion(ctx context.Context, conn net.Conn) Version {
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
