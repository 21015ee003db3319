package nodes

import (
	"context"
	"errors"
	"strings"
	"sync"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// node is what was read of one znode. A part that could not be read has an
// error in its place.
type node struct {
	path        znode.Path
	stat        znode.Stat
	data        mask.Masked // its Data is nil when ZooKeeper holds null
	dataErr     error
	acl         []znode.ACL
	aclErr      error
	children    listing.Page
	childrenErr error
}

// nodeReader tells what it masks.
type nodeReader interface {
	znode.Reader
	GetMasked(ctx context.Context, path znode.Path, limit int) (mask.Masked, znode.Stat, error)
}

// readNode reads all parts of a znode at once. It fails when there is no such
// znode, when not even its stat can be had, or when the query for the children
// cannot be.
func readNode(ctx context.Context, reader nodeReader, path znode.Path, query listing.Query) (node, error) {
	n := node{path: path}
	var reading sync.WaitGroup
	reading.Go(func() {
		defer site.Catch(&n.dataErr)
		n.data, n.stat, n.dataErr = reader.GetMasked(ctx, path, format.MaxShown)
	})
	reading.Go(func() {
		defer site.Catch(&n.aclErr)
		n.acl, _, n.aclErr = reader.GetACLs(ctx, path)
	})
	reading.Go(func() {
		defer site.Catch(&n.childrenErr)
		n.children, n.childrenErr = listing.List(ctx, reader, path, query)
	})
	reading.Wait()
	if znode.KindOf(n.childrenErr) == znode.Invalid {
		return node{}, n.childrenErr
	}
	if n.dataErr != nil {
		var err error
		if n.stat, err = site.StatWithoutData(ctx, reader, path, n.dataErr); err != nil {
			return node{}, site.WithAncestor(ctx, reader, path, err)
		}
	}
	n.explainDenied()
	return n, nil
}

// explainDenied says what ZooKeeper asks for where it refused, and who has it.
func (n *node) explainDenied() {
	args := znode.Args{}
	if n.aclErr == nil {
		args["readers"] = readers(n.acl)
	}
	n.dataErr = explainDenied(n.dataErr, znode.CodeReadDenied, args)
	n.childrenErr = explainDenied(n.childrenErr, znode.CodeReadDenied, args)
	n.aclErr = explainDenied(n.aclErr, znode.CodeACLDenied, nil)
}

func explainDenied(err error, code znode.Code, args znode.Args) error {
	if znode.KindOf(err) != znode.Denied || errors.Is(err, people.ErrPolicy) {
		return err
	}
	return &znode.Error{Kind: znode.Denied, Code: code, Args: args, Cause: err}
}

// readers names those whom an ACL gives READ, without the hashes of digests.
func readers(acl []znode.ACL) string {
	var who []string
	for _, entry := range acl {
		if entry.Perms&znode.PermRead != 0 {
			id := entry.ID
			if entry.Scheme == "digest" {
				id, _, _ = strings.Cut(id, ":")
			}
			who = append(who, entry.Scheme+":"+id)
		}
	}
	if len(who) == 0 {
		return "nobody"
	}
	return strings.Join(who, ", ")
}
