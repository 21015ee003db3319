// Package zkconn: skeleton, replaced within the hour.
package zkconn

import (
	"context"
	"log/slog"
	"time"

	"zkweb/zkconn/znode"
)

type Options struct {
	SessionTimeout time.Duration
	Logger         *slog.Logger
}
type PoolOptions struct {
	Options
	MaxSessions int
	IdleTimeout time.Duration
}
type Session struct{}

func Open(cluster Cluster, credentials Credentials, options Options) *Session { panic("skeleton") }
func (s *Session) Status() (znode.Status, <-chan struct{})                    { panic("skeleton") }
func (s *Session) AwaitConnected(ctx context.Context) error                   { panic("skeleton") }
func (s *Session) Close()                                                     {}
func (s *Session) Exists(ctx context.Context, path znode.Path) (znode.Stat, error) {
	panic("skeleton")
}
func (s *Session) Get(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	panic("skeleton")
}
func (s *Session) GetChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	panic("skeleton")
}
func (s *Session) GetACLs(ctx context.Context, path znode.Path) ([]znode.ACL, znode.Stat, error) {
	panic("skeleton")
}
func (s *Session) Stats(ctx context.Context, paths []znode.Path) []znode.StatResult {
	panic("skeleton")
}
func (s *Session) Create(ctx context.Context, path znode.Path, data []byte, acl []znode.ACL, mode znode.CreateMode) (znode.Path, error) {
	panic("skeleton")
}
func (s *Session) Set(ctx context.Context, path znode.Path, data []byte, version int32) (znode.Stat, error) {
	panic("skeleton")
}
func (s *Session) Delete(ctx context.Context, path znode.Path, version int32) error {
	panic("skeleton")
}

type Pool struct{}

func NewPool(options PoolOptions) *Pool { panic("skeleton") }
func (p *Pool) Hold(cluster Cluster, credentials Credentials) (*Lease, error) {
	panic("skeleton")
}
func (p *Pool) Close() {}

// Sessions counts the pool's ZooKeeper sessions by state, for metrics.
func (p *Pool) Sessions() map[znode.State]int { panic("skeleton") }

type Lease struct{}

func (l *Lease) Session() (*Session, error)        { panic("skeleton") }
func (l *Lease) Stream() (*Session, func(), error) { panic("skeleton") }
func (l *Lease) Release()                          {}
