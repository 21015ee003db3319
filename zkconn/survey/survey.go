// Package survey regularly reads the members and the quotas of each cluster, and checks again the
// sequence counters near their end and the long lists of children that were seen. It reads what a
// client without credentials may read, and changes nothing.
package survey

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/quota"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// The first look at a cluster is some time after the start, and further ones are rare, because each
// look opens a ZooKeeper session unless there is one without credentials.
const (
	first = time.Minute
	every = 5 * time.Minute
	limit = 5 * time.Second // longest time of one look

	atOnce = 20 // most stats that are asked for at once
)

// Survey looks at clusters.
type Survey struct {
	Pool   *pool.Pool
	Health *health.Poller // receives what is found
	Logger *slog.Logger
}

// Run looks at each cluster regularly until ctx ends.
func (s *Survey) Run(ctx context.Context, clusters []cluster.Cluster) {
	var looking sync.WaitGroup
	for _, c := range clusters {
		looking.Go(func() { s.watch(ctx, c) })
	}
	looking.Wait()
}

func (s *Survey) watch(ctx context.Context, c cluster.Cluster) {
	next := time.NewTimer(first)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		if err := s.Look(ctx, c); err != nil && ctx.Err() == nil {
			s.Logger.Debug("quotas and counters were not looked at", "cluster", c.Name, "error", err)
		}
		next.Reset(every)
	}
}

// Look looks at a cluster once. Its errors are ZooKeeper's.
func (s *Survey) Look(ctx context.Context, c cluster.Cluster) error {
	lease, err := s.Pool.Hold(c, session.Anonymous())
	if err != nil {
		return err
	}
	defer lease.Release()
	client, err := lease.Session()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := client.AwaitConnected(ctx); err != nil {
		return err
	}
	if err := s.lookAtSequences(ctx, c, client); err != nil {
		return err
	}
	if err := s.lookAtLists(ctx, c, client); err != nil {
		return err
	}
	if !c.Chroot.IsRoot() { // the following is outside of the chroot
		return nil
	}
	if err := s.lookAtEnsemble(ctx, c, client); err != nil {
		return err
	}
	return s.lookAtQuotas(ctx, c, client)
}

// lookAtEnsemble reads which servers vote, which the servers do not always tell by themselves.
// Before 3.5, or if the configuration may not be read, that stays unknown.
func (s *Survey) lookAtEnsemble(ctx context.Context, c cluster.Cluster, client *session.Session) error {
	at, err := znode.ParsePath(cluster.EnsemblePath)
	if err != nil {
		return err
	}
	config, stat, err := client.Get(ctx, at)
	if kind := znode.KindOf(err); err != nil && kind != znode.NotFound && kind != znode.Denied {
		return err
	}
	if err == nil && stat.Czxid == 0 { // only ZooKeeper itself can have created it
		s.Health.NoteEnsemble(c.Name, string(config))
	}
	return nil
}

// lookAtSequences checks whether the counters that were noted are still near their end. That needs
// no permission: everyone may read a stat.
func (s *Survey) lookAtSequences(ctx context.Context, c cluster.Cluster, client *session.Session) error {
	return eachStat(ctx, client, s.Health.Sequences(c.Name), func(path string, stat znode.Stat) {
		s.Health.NoteSequence(c.Name, path, stat.Sequence())
	})
}

// lookAtLists checks whether the lists of children that were noted are still long, by the present
// number of children. That needs no permission and reads no list.
func (s *Survey) lookAtLists(ctx context.Context, c cluster.Cluster, client *session.Session) error {
	lists := s.Health.Lists(c.Name)
	return eachStat(ctx, client, slices.Collect(maps.Keys(lists)), func(path string, stat znode.Stat) {
		list, now := lists[path], int64(stat.NumChildren)
		s.Health.NoteList(c.Name, path, health.List{Bytes: list.Bytes * now / max(list.Children, 1), Children: now})
	})
}

// eachStat calls found with the stat of each path, the zero Stat if there is no such znode. It asks
// for several at once, so that a slow link does not use up the time of a look.
func eachStat(ctx context.Context, client *session.Session, paths []string, found func(path string, stat znode.Stat)) error {
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(atOnce)
	for _, text := range paths {
		asking.Go(func() error {
			path, err := znode.ParsePath(text)
			if err != nil {
				return err
			}
			stat, err := client.Exists(ctx, path)
			if err != nil && znode.KindOf(err) != znode.NotFound {
				return err
			}
			found(text, stat)
			return nil
		})
	}
	return asking.Wait()
}

func (s *Survey) lookAtQuotas(ctx context.Context, c cluster.Cluster, client *session.Session) error {
	all, err := quota.All(ctx, client, health.MaxQuotas/4)
	if err != nil {
		return err
	}
	var quotas []health.Quota
	for _, use := range all {
		for _, each := range []health.Quota{
			{Of: "count", Used: use.Used.Count, Limit: use.Limits.Count}, {Of: "count", Used: use.Used.Count, Limit: use.Limits.HardCount},
			{Of: "bytes", Used: use.Used.Bytes, Limit: use.Limits.Bytes}, {Of: "bytes", Used: use.Used.Bytes, Limit: use.Limits.HardBytes},
		} {
			if each.Limit != quota.None {
				each.Path = use.Path.String()
				quotas = append(quotas, each)
			}
		}
	}
	s.Health.NoteQuotas(c.Name, quotas)
	return nil
}
