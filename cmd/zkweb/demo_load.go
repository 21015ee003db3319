package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// loaders is the number of concurrent creates when their order does not matter.
const loaders = 64

// sample is a loaded sample tree, with the ZooKeeper sessions that keep its ephemeral znodes.
type sample struct {
	sessions []*session.Session
}

func (s *sample) close() {
	var closing sync.WaitGroup
	for _, session := range s.sessions {
		closing.Go(session.Close)
	}
	closing.Wait()
}

// loadSample writes the sample tree into an empty cluster.
func loadSample(ctx context.Context, cluster cluster.Cluster, logger *slog.Logger) (_ *sample, err error) {
	ctx, cancel := context.WithTimeout(ctx, demoLoadTimeout)
	defer cancel()
	loaded := &sample{}
	defer func() {
		if err != nil {
			loaded.close()
		}
	}()
	owner, err := loaded.open(ctx, cluster, logger)
	if err != nil {
		return nil, err
	}
	for _, node := range sampleNodes() {
		if err := create(ctx, owner, node); err != nil {
			return nil, err
		}
	}
	if err := createAll(ctx, owner, sampleDevices()); err != nil {
		return nil, err
	}
	for _, lock := range sampleLocks() {
		for _, contender := range lock.contenders {
			session, err := loaded.open(ctx, cluster, logger)
			if err != nil {
				return nil, err
			}
			if err := create(ctx, session, lock.znode(contender)); err != nil {
				return nil, err
			}
		}
	}
	return loaded, nil
}

// open opens a session as the sample user.
func (s *sample) open(ctx context.Context, cluster cluster.Cluster, logger *slog.Logger) (*session.Session, error) {
	credentials, err := session.Digest(demoUser, demoPassword)
	if err != nil {
		return nil, err
	}
	session := session.Open(cluster, credentials, session.Options{SessionTimeout: demoSessionTimeout, Logger: logger})
	s.sessions = append(s.sessions, session)
	return session, session.AwaitConnected(ctx)
}

// sampleNode is one znode of the sample tree.
type sampleNode struct {
	path string
	data []byte
	acl  []znode.ACL // nil for an ACL that is open to the world
	mode znode.CreateMode
}

func create(ctx context.Context, writer znode.Writer, node sampleNode) error {
	path, err := znode.ParsePath(node.path)
	if err != nil {
		return fmt.Errorf("the sample's %q: %w", node.path, err)
	}
	acl := node.acl
	if acl == nil {
		acl = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	}
	if _, err := znode.Create(ctx, writer, path, node.data, acl, node.mode); err != nil {
		return fmt.Errorf("creating the sample's %s: %w", path, err)
	}
	return nil
}

// createAll creates znodes concurrently, in any order.
func createAll(ctx context.Context, writer znode.Writer, nodes []sampleNode) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan sampleNode)
	var workers sync.WaitGroup
	for range loaders {
		workers.Go(func() {
			for node := range work {
				if err := create(ctx, writer, node); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, node := range nodes {
		work <- node
	}
	close(work)
	workers.Wait()
	return context.Cause(ctx)
}
