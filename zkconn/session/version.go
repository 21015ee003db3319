package session

import (
	"context"
	"time"

	"zkweb/zkconn/cluster"
)

const versionPatience = 3 * time.Second

// learnVersion waits until the version of the server is known, or ctx ends.
func (s *Session) learnVersion(ctx context.Context, server string) {
	s.options.versions.Learn(ctx, server, func() (cluster.Version, bool) {
		version := s.askVersion(server)
		ended := s.dialing.Err() != nil // which tells nothing of the server
		return version, version != (cluster.Version{}) || !ended
	})
}

func (s *Session) askVersion(server string) cluster.Version {
	ctx, cancel := context.WithTimeout(s.dialing, versionPatience)
	defer cancel()
	conn, err := s.connect(ctx, "tcp", server)
	if err != nil {
		return cluster.Version{}
	}
	return cluster.AskVersion(ctx, conn)
}
