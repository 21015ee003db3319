// Package doctor connects to each server of a cluster step by step, without credentials,
// and reports how long each step took and what is wrong.
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

// Name is a step on the way to a server.
type Name string

// The steps, in their order. Those after one that failed are left out.
const (
	Addresses Name = "name"      // {addresses} of its name
	TCP       Name = "tcp"       // to {address}
	TLS       Name = "tls"       // {protocol}, {cipher}; the certificate is of {subject}, by {issuer}, for {names}, until {until}
	Version   Name = "version"   // {version}, {role}, by srvr
	Handshake Name = "handshake" // a session, with the timeout {timeout}; {asked} was asked for
	WhoAmI    Name = "whoami"    // how the server knows the console: {identities}
	Sync      Name = "sync"      // the server catches up with the leader
	Chroot    Name = "chroot"    // the cluster's chroot {path} is there
)

// stepTime is how long a step may take.
const stepTime = time.Second

// Step is what became of one.
type Step struct {
	Name    Name
	Took    time.Duration
	Args    znode.Args // what was found, as the names of the steps have it
	Skipped bool       // it is not known to this server
	Err     error      // a *znode.Error; nil where it went well
}

// Server is the way to one server.
type Server struct {
	Address string // as the cluster has it
	Steps   []Step
}

// OK reports whether all steps went well.
func (s Server) OK() bool { return len(s.Steps) > 0 && s.Steps[len(s.Steps)-1].Err == nil }

// Examine goes to all servers of a cluster, side by side. trust is as cluster.Dial's;
// timeout is what is asked for as that of a session. It takes eight seconds at most.
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

// way is the way to one server.
type way struct {
	cluster cluster.Cluster
	address string // host:port
	trust   *tls.Config
	timeout time.Duration
	steps   []Step

	resolved []string // addresses, with the port
	conn     net.Conn // of the session
	version  cluster.Version
}

// walk takes the steps until one fails.
func (w *way) walk(ctx context.Context) {
	defer func() {
		if w.conn != nil {
			wire.Decline(w.conn) // also where none was granted: it only says goodbye
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

// explain returns a *znode.Error about this server.
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
