package session

import (
	"context"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/wire"
)

const versionTimeout = 3 * time.Second

// Version returns the version of the server that the session is connected to, zero if it is not
// known. It asks no server.
func (s *Session) Version() cluster.Version {
	s.mu.Lock()
	l := s.link
	s.mu.Unlock()
	if l == nil {
		return cluster.Version{}
	}
	return s.options.versions.Of(l.Server())
}

// learnVersion waits until the version of a link's server is known, or ctx ends.
func (s *Session) learnVersion(ctx context.Context, l *wire.Link) {
	s.mu.Lock()
	at, isNewest := s.at, s.link == l
	s.mu.Unlock()
	if !isNewest {
		return // nothing will be asked over it any more
	}
	s.options.versions.Learn(ctx, l.Server(), func() (cluster.Version, bool) {
		version := s.askVersion(at)
		ended := s.dialing.Err() != nil // then the result tells nothing about the server
		return version, version != (cluster.Version{}) || !ended
	})
}

func (s *Session) askVersion(at target) cluster.Version {
	ctx, cancel := context.WithTimeout(s.dialing, versionTimeout)
	defer cancel()
	conn, err := s.connect(ctx, at)
	if err != nil {
		return cluster.Version{}
	}
	return cluster.AskVersion(ctx, conn)
}
