package nodes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/web/views/trail"
	"zkweb/zkconn/znode"
)

// Show shows a znode's page or its JSON. A part that may not be read is replaced by its error.
func (h *Handlers) Show(c echo.Context, v site.Visit) error {
	asked, err := readNodeQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Sync(ctx, c); err != nil {
		return err
	}
	err = h.answerNode(ctx, c, v, v.Guard, v.Path, asked)
	if err == nil {
		return nil
	}
	if ancestor := site.Describe(err, c).Ancestor; ancestor != nil {
		return h.lost(c, v, v.Path.String(), *ancestor, err)
	}
	if znode.KindOf(err) == znode.Denied {
		return h.lost(c, v, v.Path.String(), aroundDenied(v, err), err)
	}
	return err
}

// aroundDenied returns the znode around which the tree is shown instead of one that is refused: its
// parent if ZooKeeper refused it, else the znode where the person starts.
func aroundDenied(v site.Visit, err error) znode.Path {
	if znode.CodeOf(err) == znode.CodeReadDenied {
		return v.Path.Parent()
	}
	return site.StartPath(v.Guard.Person)
}

// answerNode shows a znode's page or JSON, with the data that reader returns.
func (h *Handlers) answerNode(ctx context.Context, c echo.Context, v site.Visit, reader glancer, path znode.Path, asked nodeQuery) error {
	sidebar := h.newTree(v)
	if site.AsksJSON(c) {
		sidebar = nil
	}
	node, err := h.readNode(ctx, reader, path, asked.listing, asked.view.Values, sidebar)
	if err != nil {
		return err
	}
	h.NoteZnode(v, path, node.stat, node.listBytes)
	if node.recipe != nil && node.recipe.Line != nil {
		identify(ctx, reader, node.recipe.Line)
		if v.At == nil { // servers know only the present addresses
			h.locate(ctx, v.Cluster, node.recipe.Line)
		}
	}
	recordLook(v, node, asked)
	if sidebar == nil {
		return site.SendJSON(c, http.StatusOK, nodeJSON(c, v.Cluster.Name, node, asked.view.Values))
	}
	return site.Render(c, http.StatusOK, h.nodePage(c, v, node, asked))
}

// recordLook records what was shown. On the way to their paths, people are shown all that they may
// see there, so nothing counts as denied.
func recordLook(v site.Visit, node node, asked nodeQuery) {
	err := node.dataErr
	if v.Guard.Decide(people.Read, node.path) == people.OnTheWay {
		err = nil
	}
	v.Guard.Looked(node.path, err)
	if contenders := node.identified(); contenders > 0 {
		v.Guard.Identified(node.path, contenders)
	}
	if len(node.values) > 0 {
		v.Guard.Listed(node.path, nil)
	}
	if part := asked.listing.Filter; part != "" {
		v.Guard.Searched(node.path, part, node.childrenErr)
	}
}

func (h *Handlers) nodePage(c echo.Context, v site.Visit, node node, asked nodeQuery) nodes.Page {
	page := nodes.Page{
		Shell:    h.Shell(c, v.Cluster.Name),
		Path:     node.path,
		Query:    asked.view,
		Stat:     node.stat,
		Children: h.childrenSection(c, v.Cluster.Name, node, asked),
		Tree:     node.sidebar,
		Offers:   h.offers(v, node),
	}
	h.sayDone(c, v, &page)
	page.Recipe = h.recipePanel(page.Shell, node)
	if h.Rules.HasHistory(v.Cluster.Name) {
		page.VersionsURL = h.Links.Versions(v.Cluster.Name, node.path)
	}
	if h.Rules.Trail != nil && v.Guard.Decide(people.SeeTrail, node.path) == people.Allowed {
		page.AuditURL = h.Links.Audit() + trail.Query{Cluster: v.Cluster.Name, Path: node.path.String()}.String()
	}
	if node.dataErr != nil {
		page.Data.Problem = site.ProblemOf(c, node.dataErr)
	} else {
		page.Data.Null = node.data.Data == nil
		page.Data.Result, page.Data.Code = shown(node.data, asked.format)
		page.Data.Result.NoteEnd(page.Now)
		page.Data.Masked = h.maskedSection(page.Words, v, node)
		page.Data.Revealed = !site.IsRead(c.Request().Method)
		page.Data.Picture = pictureOf(page.Data.Result, node)
	}
	if node.aclErr != nil {
		page.ACL.Problem = site.ProblemOf(c, node.aclErr)
	} else {
		page.ACL.Entries = node.acl
		page.ACL.Console = v.SignIn.ConsoleEntries(node.acl)
	}
	if v.At != nil { // links of the page would be about the present
		page.Offers, page.Data.Picture = nodes.Offers{}, nil
	}
	return page
}

// sayDone makes a znode's page report, once, what the person has just done to it or below it, with
// a link to undo it.
func (h *Handlers) sayDone(c echo.Context, v site.Visit, page *nodes.Page) {
	if site.IsUnattended(c) {
		return
	}
	change := v.Console.TakeChange(v.Cluster.Name, v.Path)
	if change == nil {
		return
	}
	said, isSet := page.Words.Node, false
	switch {
	case change.Created:
		page.Done = said.Created
	case change.Deleted != "":
		page.Done = said.Deleted(views.Visible(change.Deleted))
	case change.ACL:
		page.Done = said.ACLSaved
	case change.Quota:
		page.Done = page.Words.Quota.Saved
	case change.Znodes > 0:
		page.Done = said.ChangedBelow(change.Znodes)
	case change.Together > 0:
		page.Done = page.Words.Transaction.Done(change.Together)
	case change.Undone:
		page.Done = said.Undone
	default:
		isSet = true
		page.Done = said.Saved(views.Decimal(change.Stat.Version))
	}
	if !h.Rules.CanUndo(change.Cluster) {
		return
	}
	if page.Undo = change.Entries; change.Entry != 0 {
		page.Undo = []int64{change.Entry}
	}
	if isSet && len(page.Undo) == 1 {
		page.SavedOver = views.Decimal(change.Stat.Version - 1)
	}
}
