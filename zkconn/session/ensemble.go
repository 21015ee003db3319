package session

import (
	"context"
	"errors"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
)

const ensemblePatience = 5 * time.Second

// followEnsemble reads which servers the ensemble has now and makes them the
// ones to try, and is told when that changes. It does so only where the server
// in use is one of them under the address it was reached at: behind a proxy or a
// translated network the ensemble's own addresses lead nowhere. A configuration
// that may not be read, or has no client ports, changes nothing; where reading it
// costs the connection, it is not asked for again.
func (s *Session) followEnsemble(l *wire.Link) {
	if s.cluster.TLS { // the configuration has no TLS ports
		return
	}
	select {
	case s.follows <- struct{}{}:
		defer func() { <-s.follows }()
	default:
		return
	}
	s.following.Lock()
	defer s.following.Unlock()
	if s.unwelcome.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(s.dialing, ensemblePatience)
	defer cancel()
	c, err := l.Start(wire.OpGetData, func(e *jute.Encoder) {
		e.Text(cluster.EnsemblePath)
		e.Bool(true) // tell of the next change
	})
	if err != nil {
		return
	}
	reply, err := l.Wait(ctx, c)
	if errors.Is(err, wire.CodeSignInRequired) {
		s.unwelcome.Store(true)
	}
	if err != nil {
		return
	}
	members := cluster.ParseEnsemble(string(reply.Buffer()))
	if len(members) > cluster.MaxServers || !cluster.Contains(ctx, members, l.RemoteAddr().String()) {
		return
	}
	s.hosts.follow(members)
	s.attempts.about(members)
}
