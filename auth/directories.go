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

// directoryInterval is the time between two checks of a cluster's user directory.
const directoryInterval = time.Minute

// directories remembers which clusters' user directories are not sound. Its zero value has none.
type directories struct {
	mu      sync.Mutex
	unsound map[string]error // the reason, by cluster
}

// set records the result of a check, and reports whether it has changed.
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

// DirectoryProblem returns why nobody can be verified in a cluster, as last found: its user
// directory is missing, or people other than its administrators can change it, or the chroot does
// not exist. It returns nil if the directory is sound, or if there is no directory and the chroot
// exists.
func (a *Authenticator) DirectoryProblem(cluster string) error { return a.directories.get(cluster) }

// WatchDirectories checks at once and then every minute, until ctx is done, whether the clusters'
// user directories are sound, as seen without credentials. Without a directory it checks whether
// the chroot exists. It keeps its sessions open between the checks, since opening and closing one
// costs two transactions of the ensemble.
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

// checkAsStranger ignores a failure to ask ZooKeeper, since each sign-in checks again.
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

// checks reports whether there is something to check in a cluster before people sign in.
func (a *Authenticator) checks(c cluster.Cluster) bool {
	return a.rules.DirectoryOf(c.Name) != nil || !c.Chroot.IsRoot()
}

// checkDirectory fails with Unavailable if the cluster's user directory is not sound or its chroot
// does not exist, as the session sees it. If ZooKeeper cannot tell, for example because it answers
// only those who authenticate in another way, it returns ZooKeeper's error. It remembers the
// result, and reports changes in the log and the trail.
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

// soundness separates what Directory.Sound found, as an error of kind Unavailable, from an error
// that kept it from finding anything.
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
