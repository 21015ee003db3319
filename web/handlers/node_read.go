package handlers

import (
	"context"
	"errors"
	"strings"
	"sync"

	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// node is what was read of one znode. A part that could not be read has an
// error in its place.
type node struct {
	path        znode.Path
	stat        znode.Stat
	data        []byte // nil when ZooKeeper holds null
	dataErr     error
	acl         []znode.ACL
	aclErr      error
	children    listing.Page
	childrenErr error
}

// readNode reads all parts of a znode at once. It fails when there is no such
// znode, when not even its stat can be had, or when the query for the children
// cannot be.
func readNode(ctx context.Context, reader znode.Reader, path znode.Path, query listing.Query) (node, error) {
	n := node{path: path}
	var reading sync.WaitGroup
	reading.Go(func() { n.data, n.stat, n.dataErr = reader.Get(ctx, path) })
	reading.Go(func() { n.acl, _, n.aclErr = reader.GetACLs(ctx, path) })
	reading.Go(func() { n.children, n.childrenErr = listing.List(ctx, reader, path, query) })
	reading.Wait()
	if znode.KindOf(n.childrenErr) == znode.Invalid {
		return node{}, n.childrenErr
	}
	if n.dataErr != nil {
		var err error
		if n.stat, err = statWithoutData(ctx, reader, path, n.dataErr); err != nil {
			return node{}, withAncestor(ctx, reader, path, err)
		}
	}
	n.explainDenied()
	return n, nil
}

// statWithoutData asks for the stat alone, which needs no permission, when the
// data was refused; when there is nothing to ask, it gives the refusal.
func statWithoutData(ctx context.Context, reader znode.Reader, path znode.Path, refusal error) (znode.Stat, error) {
	switch znode.KindOf(refusal) {
	case znode.NotFound, znode.Unavailable:
		return znode.Stat{}, refusal
	}
	return reader.Exists(ctx, path)
}

// explainDenied says who could read what this person may not.
func (n *node) explainDenied() {
	n.dataErr = explainDenied(n.dataErr, "data", n.acl)
	n.childrenErr = explainDenied(n.childrenErr, "children", n.acl)
}

func explainDenied(err error, part string, acl []znode.ACL) error {
	var denied *znode.Error
	if !errors.As(err, &denied) || denied.Kind != znode.Denied {
		return err
	}
	message := "You may not read this znode's " + part + ": ZooKeeper asks for READ, and its ACL may be seen by those alone who have READ or ADMIN."
	if acl != nil {
		message = "You may not read this znode's " + part + ": ZooKeeper asks for READ, which its ACL gives to " + readers(acl) + "."
	}
	return &znode.Error{Kind: znode.Denied, Message: message, Cause: err}
}

// readers names those whom an ACL gives READ.
func readers(acl []znode.ACL) string {
	var who []string
	for _, entry := range acl {
		if entry.Perms&znode.PermRead != 0 {
			who = append(who, entry.Scheme+":"+entry.ID)
		}
	}
	if len(who) == 0 {
		return "nobody"
	}
	return strings.Join(who, ", ")
}
