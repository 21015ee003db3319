// Package doctor connects to each server of a cluster step by step, without credentials, and
// reports how long each step took and what is wrong.
package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Name is the name of a step.
type Name string

// The steps, in order. If one fails, the following are left out.
const (
	Addresses Name = "name"      // the {addresses} of its name
	TCP       Name = "tcp"       // connects to {address}
	TLS       Name = "tls"       // {protocol}, {cipher}; the certificate of {subject}, issued by {issuer}, for {names}, valid until {until}
	Version   Name = "version"   // {version}, {role}, by srvr
	Handshake Name = "handshake" // a session with the timeout {timeout}; {asked} was requested
	WhoAmI    Name = "whoami"    // how the server knows the console: {identities}
	Sync      Name = "sync"      // the server catches up with the leader
	Chroot    Name = "chroot"    // the cluster's chroot {path} exists
)

// stepTime is how long a step may take.
const stepTime = time.Second

// Step is the result of one step.
type Step struct {
	Name    Name
	Took    time.Duration
	Args    znode.Args // what was found, with the names in the list of steps
	Skipped bool       // whether this server does not know the step
	Err     error      // a *znode.Error; nil if the step succeeded
}

// Server is the result for one server.
type Server struct {
	Address string // address as the cluster has it
	Steps   []Step
}

// OK reports whether all steps succeeded.
func (s Server) OK() bool { return len(s.Steps) > 0 && s.Steps[len(s.Steps)-1].Err == nil }

// Examine examines all servers of a cluster concurrently. trust is passed to cluster.Dial; timeout
// is the requested session timeout. The cluster's own TLSConfig and SessionTimeout take precedence.
// It takes at most eight seconds.
func Examine(ctx context.Context, c cluster.Cluster, trust *tls.Config, timeout time.Duration) []Server {
	if c.TLSConfig != nil {
		trust = c.TLSConfig
	}
	if c.SessionTimeout != 0 {
		timeout = c.SessionTimeout
	}
	servers := make([]Server, len(c.Servers))
	var going sync.WaitGroup
	for i, address := range c.Servers {
		going.Go(func() {
			w := &way{cluster: c, address: address, trust: trust, timeout: timeout}
			w.walk(ctx)
			servers[i] = Server{Address: address, Steps: w.steps}
		})
	}
	going.Wait()
	return servers
}

// way is the state of the steps to one server.
type way struct {
	cluster cluster.Cluster
	address string // host:port
	trust   *tls.Config
	timeout time.Duration
	steps   []Step

	resolved []string // addresses with the port
	conn     net.Conn // the connection of the session
	version  cluster.Version
}

// walk takes the steps until one fails.
func (w *way) walk(ctx context.Context) {
	defer func() {
		if w.conn != nil {
			wire.Decline(w.conn) // even if no session was granted: this only ends it and closes the connection
		}
	}()
	for _, step := range []struct {
		name Name
		do   func(context.Context) (znode.Args, error)
	}{
		{Addresses, w.resolve}, {TCP, w.dial}, {TLS, w.secure}, {Version, w.askVersion},
		{Handshake, w.handshake}, {WhoAmI, w.whoAmI}, {Sync, w.sync}, {Chroot, w.findChroot},
	} {
		if step.name == TLS && !w.cluster.TLS || step.name == Chroot && w.cluster.Chroot.IsRoot() {
			continue
		}
		if !w.take(ctx, step.name, step.do) {
			return
		}
	}
}

// errSkipped is the error of a step that this server does not know.
var errSkipped = errors.New("the server does not know it")

// take takes one step, and reports whether the next can follow.
func (w *way) take(ctx context.Context, name Name, do func(context.Context) (znode.Args, error)) bool {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	if w.conn != nil {
		_ = w.conn.SetDeadline(time.Now().Add(stepTime))
	}
	begun := time.Now()
	args, err := do(ctx)
	step := Step{Name: name, Took: time.Since(begun), Args: args}
	switch {
	case errors.Is(err, errSkipped):
		step.Skipped = true
	case err != nil:
		step.Err = w.explain(err)
	}
	w.steps = append(w.steps, step)
	return step.Err == nil
}

// explain returns err as a *znode.Error about this server.
func (w *way) explain(err error) error {
	if _, known := errors.AsType[*znode.Error](err); known {
		return err
	}
	code := cluster.DescribeDial(err)
	if errors.Is(err, wire.ErrNotZooKeeper) {
		code = znode.CodeServerForeign
	}
	return &znode.Error{Kind: znode.Unavailable, Code: code, Args: znode.Args{"server": w.address}, Cause: err}
}
