package changes

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/znode"
)

// modes maps the values of the field mode to create modes.
var modes = map[string]znode.CreateMode{
	"": znode.ModePersistent, changes.Persistent: znode.ModePersistent, changes.Sequential: znode.ModeSequential,
	changes.Ephemeral: znode.ModeEphemeral, changes.EphemeralSequential: znode.ModeEphemeralSequential,
	changes.Container: znode.ModeContainer, changes.TTL: znode.ModeTTL,
}

// maxTTL is the largest TTL in milliseconds that ZooKeeper's EphemeralType.TTL can hold, about 34
// years.
const maxTTL = 1<<40 - 1

var errTTL = &znode.Error{Kind: znode.Invalid, Code: znode.CodeTTL, Args: znode.Args{"max": strconv.Itoa(maxTTL)}}

// isTTL reports whether a znode can have a TTL of that many milliseconds.
func isTTL(ms int64) bool { return 1 <= ms && ms <= maxTTL }

// creation is what a form asks to create.
type creation struct {
	path    znode.Path // of the new znode; of the parent if the form has no valid name
	acl     newACL
	parents []znode.Path // missing parents, the highest first
	leaf    znode.Op
}

// toCreate returns what the form asks to create. With an error, it returns what it has read until
// then.
func toCreate(ctx context.Context, v site.Visit, parent znode.Path, form nodeForm) (creation, error) {
	asked := creation{path: parent}
	path, nameErr := form.pathBelow(parent)
	if nameErr == nil {
		asked.path = path
	}
	if err := v.Guard.CheckAs(ctx, people.Create, site.AnyChild(parent), asked.path); err != nil {
		return asked, err
	}
	nearest, collected := parent, form.collectedBy(v)
	if nameErr == nil && form.parents == "1" {
		nearest, asked.parents = missingAbove(ctx, v, path, collected)
	}
	var err error
	if asked.acl, err = form.aclFor(ctx, v, nearest, len(asked.parents) > 0, collected); err != nil {
		return asked, err
	}
	if nameErr != nil {
		return asked, nameErr
	}
	leaf := znode.Op{Kind: znode.OpCreate, Path: path, ACL: asked.acl.entries}
	if leaf.Mode, leaf.TTL, err = form.createMode(); err != nil {
		return asked, err
	}
	if form.acl != "" {
		if leaf.ACL, err = znode.ParseACL(form.acl); err != nil {
			return asked, err
		}
		if !form.exact {
			asked.acl.warnings = lockouts(v, asked.acl.entries, leaf.ACL)
		}
	}
	if err := confirmed(asked.acl.warnings, strings.Split(form.anyway, ",")); err != nil {
		return asked, err
	}
	leaf.Data, err = form.data(edit.New())
	asked.leaf = leaf
	return asked, err
}

// pathBelow returns the path of the new znode. With parents=1, the name is a path below parent.
func (f nodeForm) pathBelow(parent znode.Path) (znode.Path, error) {
	switch {
	case f.name == "":
		return znode.Path{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeNameMissing}
	case f.parents != "1":
		return parent.Child(f.name)
	}
	return znode.ParsePath(strings.TrimSuffix(parent.String(), "/") + "/" + strings.TrimPrefix(f.name, "/"))
}

// collectedBy returns the transaction to which the form's change is added; nil for none.
func (f nodeForm) collectedBy(v site.Visit) *auth.Transaction {
	if f.collect == "" {
		return nil
	}
	return v.SignIn.Transaction()
}

// missingAbove returns the nearest existing ancestor of a path, and the ancestors below it that do
// not exist, the highest first. A znode that the transaction creates counts as existing.
func missingAbove(ctx context.Context, v site.Visit, path znode.Path, collected *auth.Transaction) (nearest znode.Path, missing []znode.Path) {
	above := path.Ancestors()
	nearest = znode.Root
	for i, result := range v.Guard.Stats(ctx, above) {
		if _, creates := collected.Creates(above[i]); !creates && znode.KindOf(result.Err) == znode.NotFound {
			return nearest, above[i:]
		}
		nearest = above[i]
	}
	return nearest, nil
}

// aclFor returns the ACL of a znode created below parent. If that ACL cannot be determined and the
// form has an ACL of its own, it returns the zero newACL.
func (f nodeForm) aclFor(ctx context.Context, v site.Visit, parent znode.Path, parents bool, collected *auth.Transaction) (newACL, error) {
	acl, err := parentFor(ctx, v, parent, collected)
	switch code := znode.CodeOf(err); {
	case code == znode.CodeNoNode:
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeParentGone, Cause: err}
	case code == znode.CodeParentACL && f.acl != "" && !parents:
		return newACL{}, nil
	}
	return acl, err
}

// createMode returns the mode of the new znode, and the TTL of a TTL znode.
func (f nodeForm) createMode() (znode.CreateMode, time.Duration, error) {
	mode, known := modes[f.mode]
	if !known {
		return 0, 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeModeUnknown, Args: znode.Args{"ways": strings.Join(changes.Modes, ", ")}}
	}
	if mode != znode.ModeTTL {
		return mode, 0, nil
	}
	ttl, err := strconv.ParseInt(f.ttl, 10, 64)
	if err != nil || !isTTL(ttl) {
		return 0, 0, errTTL
	}
	return mode, time.Duration(ttl) * time.Millisecond, nil
}

// ops returns the ops that create the parents and the znode, for one transaction.
func (a creation) ops() []znode.Op {
	var ops []znode.Op
	for _, parent := range a.parents {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: parent, Data: []byte{}, ACL: a.acl.entries})
	}
	return append(ops, a.leaf)
}

// parentCame reports whether err says that one of the missing parents exists by now.
func (a creation) parentCame(err error) bool {
	blamed, ok := errors.AsType[*znode.OpError](err)
	return ok && blamed.Index < len(a.parents) && znode.CodeOf(err) == znode.CodeNodeExists
}
