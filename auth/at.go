package auth

import (
	"context"
	"fmt"

	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// At returns a guard like g over a ZooKeeper session with one server of the cluster, with the same
// credentials, until done is called. It fails with Unavailable, also if the session is with another
// server, to which the ensemble's own configuration may have led it.
func (s *SignIn) At(ctx context.Context, g *guard.Guard, server string) (there *guard.Guard, done func(), err error) {
	lease, err := s.access.lease.At(server)
	if err != nil {
		return nil, nil, err
	}
	session, err := lease.Session()
	if err == nil {
		err = session.AwaitConnected(ctx)
	}
	if err != nil {
		lease.Release()
		return nil, nil, err
	}
	status, _ := session.Status()
	if status.Server != server {
		lease.Release()
		return nil, nil, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeServerUntold, Args: znode.Args{"server": server}}
	}
	return g.Over(session, fmt.Sprintf("%#x", uint64(status.Session))), lease.Release, nil
}
