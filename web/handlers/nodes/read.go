package nodes

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// node is what was read of one znode. A part that could not be read has an error instead.
type node struct {
	path        znode.Path
	stat        znode.Stat
	data        mask.Masked // its Data is nil if ZooKeeper holds null
	dataErr     error
	acl         []znode.ACL
	aclErr      error
	children    listing.Page
	childrenErr error
	listBytes   int                        // size of the answer that lists the children, in bytes; 0 if not known
	values      map[znode.Path]znode.Value // of the listed children; nil if not asked for
	sidebar     []nodes.TreeItem
	recipe      *recipes.Recipe // the recipe that it was recognised as; nil if none
}

// glancer reads what a page shows, and reports what it masks.
type glancer interface {
	znode.Reader
	GlanceMasked(ctx context.Context, question znode.Question, limit int) (znode.Answer, mask.Masked)
}

// readNode reads all parts of a znode, and the levels of the sidebar if it is not nil, in one
// question. If values is set, it also reads the small values of the listed children. It fails if
// the znode does not exist, if not even its stat can be read, or if the query for the children is
// invalid.
func (h *Handlers) readNode(ctx context.Context, reader glancer, path znode.Path, query listing.Query, values bool, sidebar *tree) (node, error) {
	n := node{path: path}
	lists := append(recipes.Proofs(path), path)
	if sidebar != nil {
		lists = sidebar.levels(path)
	}
	own := len(lists) - 1
	for _, proof := range recipes.Proofs(path) {
		if !slices.Contains(lists, proof) {
			lists = append(lists, proof)
		}
	}
	var draft *listing.Draft
	var draftErr error
	question := znode.Question{
		Path: path, Data: true, ACL: true, Lists: lists,
		Rows: func(read []znode.List) [][]znode.Path {
			rows := make([][]znode.Path, len(read))
			if sidebar != nil {
				copy(rows, sidebar.rows(path, read[:own+1]))
			}
			if read[own].Err == nil {
				if draft, draftErr = h.Lister.Draft(ctx, path, read[own].Natural(), query); draftErr == nil {
					rows[own] = append(rows[own], draft.Paths()...)
				}
				rows[own] = append(rows[own], recipes.Children(path, read[own].Names)...)
			}
			return rows
		},
	}
	if values {
		question.Values = func(stats znode.Stats) []znode.Path { return valuesOf(draft, stats) }
	}
	answer, masked := reader.GlanceMasked(ctx, question, format.MaxShown)
	if err := explainDenied(answer.StatErr, znode.CodeReadDenied, nil); err != nil {
		return node{}, site.WithAncestor(ctx, reader, path, err)
	}
	n.stat = answer.Stat
	n.data, n.dataErr = masked, answer.DataErr
	n.acl, n.aclErr = answer.ACL, answer.ACLErr
	if n.childrenErr = cmp.Or(answer.Lists[own].Err, draftErr); draft != nil {
		n.children = draft.Page(n.stat, answer.Stats.Of)
		n.listBytes = listBytes(answer.Lists[own].Names)
	}
	n.values = answer.Values
	if sidebar != nil {
		levels := answer
		levels.Lists = answer.Lists[:own+1]
		n.sidebar = sidebar.way(path, levels)
	}
	n.explainDenied()
	n.recognise(answer)
	return n, nil
}

// explainDenied adds to ZooKeeper's refusals which permission is needed and who has it.
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

// readers lists those to whom an ACL gives READ, without the hashes of digests.
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

// listBytes returns how many bytes of jute.maxbuffer an answer with these names takes: the header,
// a stat, and each name with its length.
func listBytes(names []string) int {
	bytes := 16 + 68
	for _, name := range names {
		bytes += 4 + len(name)
	}
	return bytes
}
