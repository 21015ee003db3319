package quota

import (
	"context"
	"slices"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// The names of the znodes in which ZooKeeper keeps quotas (org.apache.zookeeper.Quotas).
const (
	root       = "/zookeeper/quota"
	limitsName = "zookeeper_limits"
	statsName  = "zookeeper_stats"
)

// maxBelow is the number of znodes that are searched for quotas below.
const maxBelow = 1000

// State is the quota of a znode, and the quotas above and below that prevent one.
type State struct {
	Path    znode.Path
	Limits  Limits
	Version int32  // version of the znode that holds Limits
	Mzxid   int64  // Mzxid of the znode that holds Limits; 0 if there is none
	There   bool   // whether there is a quota; if not, Limits are NoLimits
	Used    Limits // Count and Bytes as the server counts them; None if there is no quota

	Above *znode.Path // nearest znode above with a quota, which counts this one too
	Below *znode.Path // a znode below with a quota

	acl    []znode.ACL // ACL of the deepest existing znode of the path below /zookeeper/quota
	levels []level     // existing znodes of the path below /zookeeper/quota, its root first
}

// level is a znode on the path below /zookeeper/quota to a quota.
type level struct {
	path     znode.Path
	children []string
}

// Settable returns nil if the znode can have a quota; otherwise it fails with Invalid and the
// reason.
func Settable(path znode.Path, chroot znode.Path) error {
	system, err := znode.ParsePath("/zookeeper")
	_, below := path.Below(system)
	switch {
	case err != nil:
		return err
	case !chroot.IsRoot():
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeQuotaChroot}
	case path.IsRoot() || below:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeQuotaPath}
	}
	return nil
}

// reader is what Read needs.
type reader interface {
	walk.Reader
	znode.Reader
}

// Read returns the quota of a znode. It fails as a Reader does.
func Read(ctx context.Context, r reader, path znode.Path) (State, error) {
	s := State{Path: path, Limits: NoLimits, Used: NoLimits}
	at, err := znode.ParsePath(root)
	if err != nil {
		return s, err
	}
	own := path.Segments()
	for depth := 0; ; depth++ {
		names, _, err := r.GetChildren(ctx, at)
		if znode.KindOf(err) == znode.NotFound {
			break
		}
		if err != nil {
			return s, err
		}
		s.levels = append(s.levels, level{at, names})
		if depth > 0 && depth < len(own) && slices.Contains(names, limitsName) {
			above := quotad(at)
			s.Above = &above
		}
		if depth == len(own) {
			break
		}
		if at, err = at.Child(own[depth]); err != nil {
			return s, err
		}
	}
	if len(s.levels) > 0 {
		if s.acl, _, err = r.GetACLs(ctx, s.levels[len(s.levels)-1].path); err != nil && znode.KindOf(err) != znode.Denied {
			return s, err
		}
	}
	if len(s.levels) <= len(own) {
		return s, nil
	}
	if err := s.readOwn(ctx, r); err != nil {
		return s, err
	}
	return s, s.readBelow(ctx, r)
}

// readOwn reads the limits and the use.
func (s *State) readOwn(ctx context.Context, r reader) error {
	last := s.levels[len(s.levels)-1]
	for name, into := range map[string]*Limits{limitsName: &s.Limits, statsName: &s.Used} {
		if !slices.Contains(last.children, name) {
			continue
		}
		at, err := last.path.Child(name)
		if err != nil {
			return err
		}
		data, stat, err := r.Get(ctx, at)
		if znode.KindOf(err) == znode.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if *into, err = Parse(data); err != nil {
			return err
		}
		if name == limitsName {
			s.There, s.Version, s.Mzxid = true, stat.Version, stat.Mzxid
		}
	}
	return nil
}

// readBelow looks for a quota below.
func (s *State) readBelow(ctx context.Context, r reader) error {
	at := s.levels[len(s.levels)-1].path
	w := walk.New(r, at, walk.Options{Want: func(znode.Path) walk.Want { return 0 }, Znodes: maxBelow})
	for visited := range w.All(ctx) {
		parent := visited.Path.Parent()
		if visited.Path != at && visited.Path.Name() == limitsName && parent != at {
			below := quotad(parent)
			s.Below = &below
			break
		}
	}
	return w.Err()
}

// quotad returns the path of the znode whose quota is kept at or below at.
func quotad(at znode.Path) znode.Path {
	path, err := znode.ParsePath(at.String()[len(root):])
	if err != nil {
		return znode.Root
	}
	return path
}
