package auth

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// directoryInterval is the time between two looks at whether a cluster's user
// directory is sound.
const directoryInterval = time.Minute

// directories remembers which clusters' user directories are not sound. The zero
// value remembers none.
type directories struct {
	mu      sync.Mutex
	unsound map[string]error // by cluster
}

// set remembers what was found and reports whether that is news.
func (d *directories) set(cluster string, found error) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.unsound[cluster]
	switch {
	case found == nil:
		delete(d.unsound, cluster)
	case d.unsound == nil:
		d.unsound = map[string]error{cluster: found}
	default:
		d.unsound[cluster] = found
	}
	return (before == nil) != (found == nil) || found != nil && found.Error() != before.Error()
}

func (d *directories) get(cluster string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.unsound[cluster]
}

// DirectoryProblem returns why nobody can be verified in a cluster, as last
// found: its user directory is missing, or others than its administrators can
// change it, or its chroot does not exist. It is nil where the directory is sound,
// and where none is used and the chroot exists.
func (a *Authenticator) DirectoryProblem(cluster string) error { return a.directories.get(cluster) }

// WatchDirectories looks at once and every minute whether the clusters' user
// directories are sound, as a stranger without credentials sees them, until ctx
// ends. Where no directory is used, it looks whether the chroots exist. It keeps
// its sessions open between the looks: to open and close one is two transactions
// of the ensemble.
func (a *Authenticator) WatchDirectories(ctx context.Context, clusters []cluster.Cluster) {
	var watching sync.WaitGroup
	for _, cluster := range clusters {
		if a.checks(cluster) {
			watching.Go(func() { a.watchDirectory(ctx, cluster) })
		}
	}
	watching.Wait()
}

func (a *Authenticator) watchDirectory(ctx context.Context, cluster cluster.Cluster) {
	lease, err := a.pool.Hold(cluster, session.Anonymous())
	if err != nil {
		return
	}
	defer lease.Release()
	tick := time.NewTicker(directoryInterval)
	defer tick.Stop()
	for {
		a.checkAsStranger(ctx, cluster.Name, lease)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// checkAsStranger does nothing where ZooKeeper cannot tell: people who sign in
// ask again.
func (a *Authenticator) checkAsStranger(ctx context.Context, cluster string, lease *pool.Lease) {
	session, err := lease.Session()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, a.ConnectTime)
	defer cancel()
	if session.AwaitConnected(ctx) == nil {
		_ = a.checkDirectory(ctx, cluster, session)
	}
}

// checks reports whether there is something to check in a cluster before people
// sign in.
func (a *Authenticator) checks(c cluster.Cluster) bool {
	return a.rules.DirectoryOf(c.Name) != nil || !c.Chroot.IsRoot()
}

// checkDirectory fails with Unavailable when the cluster's user directory is not
// sound or its chroot does not exist, as the session sees it, and as ZooKeeper does
// when it cannot tell: also where it answers only those who sign in otherwise. What
// it finds is remembered; news goes to the log and the trail.
func (a *Authenticator) checkDirectory(ctx context.Context, cluster string, session *session.Session) error {
	var found, err error
	if directory := a.rules.DirectoryOf(cluster); directory != nil {
		found, err = soundness(directory.Sound(ctx, session))
	} else {
		_, rootErr := session.Exists(ctx, znode.Root)
		found, err = soundness(rootErr)
	}
	if err != nil {
		return err
	}
	if a.directories.set(cluster, found) {
		a.reportDirectory(ctx, cluster, found)
	}
	return found
}

// soundness parts what Directory.Sound found, as an error of kind Unavailable,
// from an error that keeps it from finding anything.
func soundness(err error) (found, failed error) {
	known, _ := errors.AsType[*znode.Error](err)
	if known == nil || known.Kind != znode.Conflict && known.Kind != znode.NotFound {
		return nil, err
	}
	return &znode.Error{Kind: znode.Unavailable, Code: known.Code, Args: known.Args, Cause: err}, nil
}

func (a *Authenticator) reportDirectory(ctx context.Context, cluster string, found error) {
	if znode.CodeOf(found) == znode.CodeChrootMissing {
		a.logger.Warn("nobody can sign in: the cluster's chroot does not exist", slog.String("cluster", cluster), slog.Any("error", found))
		return
	}
	directory := a.rules.DirectoryOf(cluster)
	if directory == nil {
		a.logger.Info("the cluster's chroot exists", slog.String("cluster", cluster))
		return
	}
	entry := audit.Entry{Event: audit.DirectoryCheck, Cluster: cluster, Path: directory.Path.String(), Outcome: guard.OutcomeOf(found)}.Because(found)
	if found == nil {
		a.logger.Info("the user directory is sound", slog.String("cluster", cluster))
	} else {
		a.logger.Warn("nobody can sign in: the user directory is missing, or others than its administrators can change it",
			slog.String("cluster", cluster), slog.Any("error", found))
	}
	ctx, cancel := guard.Recording(ctx)
	defer cancel()
	_, _ = a.rules.Trail.Append(ctx, entry)
}
