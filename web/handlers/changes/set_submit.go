package changes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// submitSet replaces a znode's data, or shows the form with its secrets. What
// goes wrong is said on the form, filled in again; of a version that moved on,
// with what is there now.
func (h *Handlers) submitSet(c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	if err := h.Enter(c, &v); err != nil {
		return h.refuseSet(c, v, path, form, nil, err)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.Set, path); err != nil {
		return err
	}
	if form.reveal {
		return h.revealSet(c, v, path, form)
	}
	stat, err := set(ctx, v, path, form)
	switch {
	case znode.KindOf(err) == znode.Conflict, znode.KindOf(err) == znode.Invalid:
		return h.refuseSet(c, v, path, form, meanwhile(ctx, v, path), err)
	case err != nil:
		return h.refuseSet(c, v, path, form, nil, err)
	case site.AsksJSON(c):
		shown := site.StatJSON(stat)
		return site.SendJSON(c, http.StatusOK, JSON{path.String(), &shown})
	}
	return site.SeeOther(c, h.Links.Node(v.Cluster.Name, path))
}

// revealSet is the form with the znode's secrets.
func (h *Handlers) revealSet(c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	now, err := revealToSet(ctx, v, path, form.reason)
	if err != nil {
		return h.refuseSet(c, v, path, form, meanwhile(ctx, v, path), err)
	}
	page := h.setPage(c, v, path, now)
	page.Revealed = lineEnds(now.crlf())
	return site.Render(c, http.StatusOK, page)
}

func set(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (znode.Stat, error) {
	version, err := form.expectedVersion()
	if err != nil {
		return znode.Stat{}, v.Guard.NotTried(ctx, people.Set, path, err)
	}
	mzxid, err := form.expectedMzxid()
	if err != nil {
		return znode.Stat{}, v.Guard.NotTried(ctx, people.Set, path, err)
	}
	data, err := dataToSet(ctx, v, path, form, version)
	if err != nil {
		return znode.Stat{}, v.Guard.NotTried(ctx, people.Set, path, err)
	}
	results, err := v.Guard.Apply(ctx, znode.Op{Kind: znode.OpSet, Path: path, Data: data, Version: version, Mzxid: mzxid})
	if err != nil {
		return znode.Stat{}, err
	}
	return results[0].Stat, nil
}

// dataToSet looks at what is there for a text only: whether it may be replaced
// by one, and how its lines end. When its version has moved on, that does not
// matter, and ZooKeeper says so.
func dataToSet(ctx context.Context, v site.Visit, path znode.Path, form nodeForm, version int32) ([]byte, error) {
	switch {
	case form.uploaded:
		return form.bytes(false)
	case !form.typed:
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormEmpty}
	}
	now, err := readToSet(ctx, v, path)
	switch {
	case err != nil:
		return nil, err
	case now.stat.Version == version && now.refusal != nil:
		return nil, now.refusal
	case form.revealed != "":
		return form.bytes(form.revealed == linesEndInCRLF)
	}
	return form.bytes(now.crlf())
}

// meanwhile is what is there after a refusal; nil when that cannot be read.
func meanwhile(ctx context.Context, v site.Visit, path znode.Path) *toSet {
	now, err := lookToSet(ctx, v, path)
	if err != nil {
		return nil
	}
	return &now
}

// refuseSet shows what was typed again, under the version it was typed for:
// another one's only beside what is there now.
func (h *Handlers) refuseSet(c echo.Context, v site.Visit, path znode.Path, form nodeForm, now *toSet, err error) error {
	return h.refuseChange(c, err, func(problem views.Problem) site.Page {
		page := changes.SetPage{Shell: h.Shell(c, v.Cluster.Name), Path: path, MaxBytes: session.MaxData}
		if now != nil {
			page = h.setPage(c, v, path, *now)
		}
		if now != nil && problem.Kind == znode.Conflict {
			page.Now, page.Edited = compare(page.Words, *now, form), form.versionAgain()
		} else {
			page.Version, page.Mzxid = form.versionAgain(), form.mzxidAgain()
		}
		if form.typed && page.Reveal { // what was typed may take its place unseen
			page.NoText, page.Reveal = "", false
		}
		if now == nil || now.secrets {
			page.Revealed = form.revealed
		}
		page.Problem = &problem
		if form.typed {
			page.Text = form.text
		}
		if form.uploaded && page.NoText == "" {
			page.NoText = page.Words.Set.ChooseAgain
		}
		return page
	})
}
