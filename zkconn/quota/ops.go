package quota

import (
	"slices"

	"zkweb/zkconn/znode"
)

// Ops returns the changes that set the limits of the znode's quota. NoLimits removes the quota and
// the znodes above it that become empty. It fails with Conflict if a znode above or below has a
// quota, because ZooKeeper counts a znode for one quota only.
func (s *State) Ops(limits Limits) ([]znode.Op, error) {
	switch {
	case limits == NoLimits:
		return s.removal()
	case s.Above != nil:
		return nil, &znode.Error{Kind: znode.Conflict, Code: znode.CodeQuotaAbove, Args: znode.Args{"path": s.Above.String()}}
	case s.Below != nil:
		return nil, &znode.Error{Kind: znode.Conflict, Code: znode.CodeQuotaBelow, Args: znode.Args{"path": s.Below.String()}}
	case s.There:
		at, err := s.own(limitsName)
		return []znode.Op{{Kind: znode.OpSet, Path: at, Data: []byte(limits.String()), Version: s.Version}}, err
	}
	return s.creation(limits)
}

// own returns the path of one of the znodes that hold the quota.
func (s *State) own(name string) (znode.Path, error) {
	return znode.ParsePath(root + s.Path.String() + "/" + name)
}

// creation returns the changes that create the quota and the missing znodes above it.
func (s *State) creation(limits Limits) ([]znode.Op, error) {
	acl := s.acl
	if len(acl) == 0 || slices.ContainsFunc(acl, znode.ACL.Hidden) {
		acl = []znode.ACL{{Scheme: "auth", Perms: znode.PermAll}, {Scheme: "world", ID: "anyone", Perms: znode.PermRead}}
	}
	var ops []znode.Op
	add := func(path znode.Path, data []byte) {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: path, Data: data, ACL: acl})
	}
	at, err := znode.ParsePath(root)
	if err != nil {
		return nil, err
	}
	for depth, name := range s.Path.Segments() {
		if at, err = at.Child(name); err != nil {
			return nil, err
		}
		if depth+1 >= len(s.levels) {
			add(at, nil)
		}
	}
	for _, held := range []struct{ name, data string }{{limitsName, limits.String()}, {statsName, "count=0,bytes=0"}} { // the server begins to count when the last is created
		if depth := len(s.Path.Segments()); len(s.levels) > depth && slices.Contains(s.levels[depth].children, held.name) {
			continue
		}
		path, err := at.Child(held.name)
		if err != nil {
			return nil, err
		}
		add(path, []byte(held.data))
	}
	return ops, nil
}

// removal returns the changes that delete the quota, and the znodes above it that become empty.
func (s *State) removal() ([]znode.Op, error) {
	if len(s.levels) <= len(s.Path.Segments()) {
		return nil, nil
	}
	var ops []znode.Op
	gone := []string{statsName, limitsName}
	for depth := len(s.levels) - 1; depth > 0; depth-- {
		level := s.levels[depth]
		for _, name := range gone {
			if !slices.Contains(level.children, name) {
				continue
			}
			path, err := level.path.Child(name)
			if err != nil {
				return nil, err
			}
			ops = append(ops, znode.Op{Kind: znode.OpDelete, Path: path, Version: znode.AnyVersion})
		}
		if slices.ContainsFunc(level.children, func(name string) bool { return !slices.Contains(gone, name) }) {
			return ops, nil
		}
		gone = []string{level.path.Name()}
	}
	first, err := s.levels[0].path.Child(gone[0])
	if len(s.levels) > 1 && err == nil {
		ops = append(ops, znode.Op{Kind: znode.OpDelete, Path: first, Version: znode.AnyVersion})
	}
	return ops, err
}
