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

// modes are the kinds of znode that a form can ask for.
var modes = map[string]znode.CreateMode{
	"": znode.ModePersistent, changes.Persistent: znode.ModePersistent, changes.Sequential: znode.ModeSequential,
	changes.Ephemeral: znode.ModeEphemeral, changes.EphemeralSequential: znode.ModeEphemeralSequential,
	changes.Container: znode.ModeContainer, changes.TTL: znode.ModeTTL,
}

// maxTTL is what EphemeralType.TTL of ZooKeeper has room for: some 34 years.
const maxTTL = 1<<40 - 1

var errTTL = &znode.Error{Kind: znode.Invalid, Code: znode.CodeTTL, Args: znode.Args{"max": strconv.Itoa(maxTTL)}}

// isTTL reports whether a znode can have a TTL of so many milliseconds.
func isTTL(ms int64) bool { return 1 <= ms && ms <= maxTTL }

// creation is what a form asks to be created.
type creation struct {
	path    znode.Path // as asked for; the parent while there is none
	acl     newACL
	parents []znode.Path // that are missing, from above
	leaf    znode.Op
}

// toCreate returns what the form asks for; when it fails, what was read of it until then.
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

// pathBelow returns the path of the new znode; with parents=1, names between slashes are
// znodes above it.
func (f nodeForm) pathBelow(parent znode.Path) (znode.Path, error) {
	switch {
	case f.name == "":
		return znode.Path{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeNameMissing}
	case f.parents != "1":
		return parent.Child(f.name)
	}
	return znode.ParsePath(strings.TrimSuffix(parent.String(), "/") + "/" + strings.TrimPrefix(f.name, "/"))
}

// collectedBy returns the transaction that a form's change is added to; nil for none.
func (f nodeForm) collectedBy(v site.Visit) *auth.Transaction {
	if f.collect == "" {
		return nil
	}
	return v.SignIn.Transaction()
}

// missingAbove returns the znodes above a path that are not there, and that a transaction
// does not create, from above, and the nearest that is.
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

// aclFor returns the ACL of what is created below a znode. Where it cannot be known, one that
// is typed does without.
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

// createMode reads the kind of the new znode, and the TTL of one that has it.
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

// ops returns the changes that create all, in one.
func (a creation) ops() []znode.Op {
	var ops []znode.Op
	for _, parent := range a.parents {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: parent, Data: []byte{}, ACL: a.acl.entries})
	}
	return append(ops, a.leaf)
}

// parentCame reports whether somebody else has created one of the parents meanwhile.
func (a creation) parentCame(err error) bool {
	blamed, ok := errors.AsType[*znode.OpError](err)
	return ok && blamed.Index < len(a.parents) && znode.CodeOf(err) == znode.CodeNodeExists
}
