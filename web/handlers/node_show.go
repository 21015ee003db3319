package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/views/nodes"
	"zkweb/web/views/trail"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// showNode is a znode's page, or the same as JSON. What may not be read is
// said in its place; the rest comes.
func (s *Server) showNode(c echo.Context, v visit) error {
	asked, err := readNodeQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	ctx, cancel := deadline(c)
	defer cancel()
	return s.answerNode(ctx, c, v, v.guard, v.path, asked)
}

// answerNode is a znode's page or JSON, with the data that reader gives.
func (s *Server) answerNode(ctx context.Context, c echo.Context, v visit, data nodeReader, path znode.Path, asked nodeQuery) error {
	reader := newReadOnce(data)
	if formOf(c) == asJSON {
		node, err := readNode(ctx, reader, path, asked.listing)
		if err != nil {
			return err
		}
		recordLook(ctx, v, node, asked)
		return c.JSON(http.StatusOK, nodeJSON(c, v.cluster.Name, node))
	}
	var sidebar []nodes.TreeItem
	var sidebarErr error
	sidebarRead := make(chan struct{})
	go func() {
		defer close(sidebarRead)
		defer catch(&sidebarErr)
		sidebar = tree{s.links, v.cluster.Name, reader}.way(ctx, path)
	}()
	node, err := readNode(ctx, reader, path, asked.listing)
	<-sidebarRead
	if err := errors.Join(err, sidebarErr); err != nil {
		return err
	}
	recordLook(ctx, v, node, asked)
	return render(c, http.StatusOK, s.nodePage(c, v, node, asked, sidebar))
}

func recordLook(ctx context.Context, v visit, node node, asked nodeQuery) {
	v.guard.Looked(ctx, node.path, node.dataErr)
	if part := asked.listing.Filter; part != "" {
		v.guard.Searched(ctx, node.path, part, node.childrenErr)
	}
}

func (s *Server) nodePage(c echo.Context, v visit, node node, asked nodeQuery, sidebar []nodes.TreeItem) nodes.Page {
	page := nodes.Page{
		Shell:    s.shell(c, v.cluster.Name),
		Path:     node.path,
		Query:    asked.view,
		Stat:     node.stat,
		Children: s.childrenSection(c, v.cluster.Name, node, asked),
		Tree:     sidebar,
		Offers:   offers(v, node),
	}
	if s.config.Trail != nil && v.guard.Decide(people.SeeTrail, node.path) == people.Allowed {
		page.AuditURL = s.links.Audit() + trail.Query{Cluster: v.cluster.Name, Path: node.path.String()}.String()
	}
	if node.dataErr != nil {
		page.Data.Problem = problem(c, node.dataErr)
	} else {
		page.Data.Null = node.data.Data == nil
		page.Data.Result = show.Decode(node.data.Data, asked.format)
		page.Data.Masked = s.maskedSection(v, node)
		page.Data.Revealed = !isRead(c.Request().Method)
	}
	if node.aclErr != nil {
		page.ACL.Problem = problem(c, node.aclErr)
	} else {
		page.ACL.Entries = node.acl
	}
	return page
}
