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

// Version is the version of a ZooKeeper server. The zero value means unknown.
type Version struct{ Major, Minor, Patch int }

// String returns the version as in "3.8.0"; "" if it is unknown.
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

// Versions keeps the version of the server at each address. A server drops the connection if it is
// asked an operation that it does not know, so its version must be known before.
type Versions struct {
	Retry  time.Duration // how soon a server that did not tell its version is asked again; set before use
	asking singleflight.Group
	mu     sync.Mutex
	known  map[string]knownVersion // by host:port, at most one for each server of the clusters
}

type knownVersion struct {
	version Version
	asked   time.Time
}

// NewVersions returns a Versions that knows no version.
func NewVersions() *Versions {
	return &Versions{Retry: versionRetry, known: map[string]knownVersion{}}
}

// Of returns the version of server, the zero Version if it is unknown.
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

// Learn asks the server for its version by ask, unless it has answered lately, and waits for the
// answer until ctx ends. Concurrent calls share one answer. If ask returns false for ok, its caller
// left before there was an answer, and one of the others asks again.
func (v *Versions) Learn(ctx context.Context, server string, ask func() (version Version, ok bool)) {
	for asked := false; !asked && !v.fresh(server); {
		answer := v.asking.DoChan(server, func() (any, error) {
			asked = true // Learn reads it only after the answer
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

// Forget forgets the version of server, which may be another server now.
func (v *Versions) Forget(server string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.known, server)
}

// AskVersion asks for the version over conn, which it closes, by srvr, the only four-letter word
// that is allowed by default (4lw.commands.whitelist). If the server does not tell it, the version
// is zero, and the server counts as one that knows no newer operation.
func AskVersion(ctx context.Context, conn net.Conn) Version {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if _, err := io.WriteString(conn, "srvr"); err != nil {
		return Version{}
	}
	reply, _ := io.ReadAll(io.LimitReader(conn, maxSrvrReply))
	return parseVersion(string(reply))
}

// parseVersion returns the version in an answer to srvr, after "Zookeeper version: "; the zero
// Version if there is none.
func parseVersion(reply string) Version {
	_, rest, found := strings.Cut(reply, "ookeeper version: ")
	var v Version
	if _, err := fmt.Sscanf(rest, "%d.%d.%d", &v.Major, &v.Minor, &v.Patch); !found || err != nil {
		return Version{}
	}
	return v
}
