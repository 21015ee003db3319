package handlers

import (
	"context"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/views/changes"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// showDelete asks whether to delete a znode.
func (s *Server) showDelete(c echo.Context, v visit) error {
	ctx, cancel := deadline(c)
	defer cancel()
	if err := checkDelete(ctx, v, v.path); err != nil {
		return err
	}
	stat, err := v.guard.Exists(ctx, v.path)
	if err != nil {
		return withAncestor(ctx, v.guard, v.path, err)
	}
	return render(c, http.StatusOK, s.deletePage(c, v, v.path, stat))
}

func (s *Server) deletePage(c echo.Context, v visit, path znode.Path, stat znode.Stat) changes.DeletePage {
	return changes.DeletePage{Shell: s.shell(c, v.cluster.Name), Path: path, Version: stat.Version, Stat: &stat}
}

// specialPaths are those that ZooKeeper itself never deletes
// (DataTree.isSpecialPath).
var specialPaths = []string{"/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota"}

func isSpecial(cluster cluster.Cluster, path znode.Path) bool {
	full, err := cluster.Chroot.Join(path)
	return path.IsRoot() || err == nil && slices.Contains(specialPaths, full.String())
}

// checkDelete refuses what the policy refuses, and what nobody deletes.
func checkDelete(ctx context.Context, v visit, path znode.Path) error {
	err := v.guard.Check(ctx, people.Delete, path)
	if isSpecial(v.cluster, path) {
		return &znode.Error{Kind: znode.Invalid, Message: "This znode is never deleted: it is the root of the tree, or ZooKeeper's own.", Cause: err}
	}
	return err
}
