package changes

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// submitSet replaces a znode's data, or shows a review, the form again, or the form with secrets.
// An error is shown on the form. If the version has changed, the form shows the present data, too.
func (h *Handlers) submitSet(c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	if err := h.Enter(c, &v); err != nil {
		return h.refuseSet(c, v, path, form, nil, err)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Check(ctx, people.Set, path); err != nil {
		return err
	}
	switch {
	case form.reveal != "":
		return h.revealSet(c, v, path, form)
	case form.edit != "":
		return h.editSet(ctx, c, v, path, form)
	case form.review != "", form.format != "":
		return h.reviewSet(ctx, c, v, path, form)
	case form.collect != "":
		return h.collectSet(ctx, c, v, path, form)
	}
	result, err := set(ctx, v, path, form)
	switch {
	case znode.KindOf(err) == znode.Conflict, znode.KindOf(err) == znode.Invalid:
		return h.refuseSet(c, v, path, form, meanwhile(ctx, v, path, form), err)
	case err != nil:
		return h.refuseSet(c, v, path, form, nil, err)
	case site.AsksJSON(c):
		shown := site.StatJSON(result.Stat)
		return site.SendJSON(c, http.StatusOK, JSON{path.String(), &shown, result.Recorded})
	}
	return site.Changed(c, v.Console, auth.Change{Cluster: v.Cluster.Name, Path: path, Stat: result.Stat, Entry: result.Recorded}, h.Links.Node(v.Cluster.Name, path))
}

// revealSet shows the form with the znode's secrets.
func (h *Handlers) revealSet(c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	now, err := revealToSet(ctx, v, path, format.Name(form.encoding), form.reason)
	if err != nil {
		return h.refuseSet(c, v, path, form, meanwhile(ctx, v, path, form), err)
	}
	page := h.setPage(c, v, path, now)
	page.Revealed, page.Reason = true, form.reason
	return site.Render(c, http.StatusOK, page)
}

func set(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (znode.Result, error) {
	op, err := opToSet(ctx, v, path, form)
	if err != nil {
		return znode.Result{}, v.Guard.NotTried(ctx, people.Set, path, err)
	}
	results, err := v.Apply(ctx, form.comment, op)
	if err != nil {
		return znode.Result{}, err
	}
	return results[0], nil
}

func opToSet(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (op znode.Op, err error) {
	op = znode.Op{Kind: znode.OpSet, Path: path}
	if op.Version, err = form.expectedVersion(); err != nil {
		return op, err
	}
	if op.Mzxid, err = form.expectedMzxid(); err != nil {
		return op, err
	}
	op.Data, err = dataToSet(ctx, v, path, form, op.Version)
	return op, err
}

// collectSet adds the change to the transaction if the form is about the present data, whose
// encoding and compression the text keeps.
func (h *Handlers) collectSet(ctx context.Context, c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	now, err := readToSet(ctx, v, path, format.Name(form.encoding))
	if err == nil {
		err = form.isAbout(now.stat)
	}
	var op znode.Op
	if err == nil {
		op, err = opToSet(ctx, v, path, form)
	}
	if err == nil {
		err = h.collect(c, v, op)
	}
	if err != nil {
		return h.refuseSet(c, v, path, form, meanwhile(ctx, v, path, form), err)
	}
	return nil
}

// dataToSet returns the data to store. Only for a text it reads the present data, which tells
// whether a text may replace it, and in which form the text is stored. If that has another version,
// the result does not matter, since ZooKeeper will refuse the change.
func dataToSet(ctx context.Context, v site.Visit, path znode.Path, form nodeForm, version int32) ([]byte, error) {
	if form.uploaded || form.null == "1" || !form.typed {
		return toSet{}.replaced(form)
	}
	now, err := keepToSet(ctx, v, path, form)
	if err != nil {
		return nil, err
	}
	if now.stat.Version != version {
		return []byte(form.text), nil
	}
	return now.replaced(form)
}

// meanwhile returns the present data after a refusal, or nil if it cannot be read.
func meanwhile(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) *toSet {
	now, err := lookToSet(ctx, v, path, format.Name(form.encoding))
	if err != nil {
		return nil
	}
	return &now
}

// editSet shows the form again with a text that was reviewed.
func (h *Handlers) editSet(ctx context.Context, c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	now, err := lookToSet(ctx, v, path, format.Name(form.encoding))
	if err == nil && form.edit == reviewMerged {
		now, form, err = merged(ctx, v, path, form)
	}
	if err != nil {
		return h.refuseSet(c, v, path, form, meanwhile(ctx, v, path, form), err)
	}
	page := h.setPage(c, v, path, now)
	retype(&page, form)
	return site.Render(c, http.StatusOK, page)
}

// retype puts what was typed into a form, with the version for which it was typed.
func retype(page *changes.SetPage, form nodeForm) {
	typed := typedForm(form)
	if form.typed && page.Reveal { // the typed text may replace data that the person has not seen
		page.NoText, page.Reveal = "", false
	}
	if typed.Encoding == "" {
		typed.Encoding, typed.Compression = page.Encoding, page.Compression
	}
	if !form.typed {
		typed.Text, typed.Base, typed.Based = page.Text, page.Base, page.Based
	}
	if !typed.Based && form.mzxid != "" && page.Mzxid == typed.Mzxid {
		typed.Base, typed.Based = page.Base, page.Based
	}
	page.Form = typed
}

// typedForm returns the content of a form, for another page that continues with it.
func typedForm(form nodeForm) changes.Form {
	return changes.Form{
		Version: form.versionAgain(), Mzxid: form.mzxidAgain(), Text: form.text, Encoding: form.encoding, Compression: form.compression,
		Null: form.null, Base: form.base, Based: form.based, Revealed: form.revealed != "", Reason: form.reason, Comment: form.comment,
	}
}

// refuseSet shows the form again with an error and the version for which it was typed. After a
// conflict it has the present version and shows the present data, too.
func (h *Handlers) refuseSet(c echo.Context, v site.Visit, path znode.Path, form nodeForm, now *toSet, err error) error {
	return h.refuseChange(c, err, func(problem views.Problem) site.Page {
		if now != nil && problem.Kind == znode.Conflict {
			if page, ok := h.mergePage(c, v, path, *now, form, problem); ok {
				return page
			}
		}
		page := changes.SetPage{Shell: h.Shell(c, v.Cluster.Name), Path: path, MaxBytes: session.MaxData}
		if now != nil {
			page = h.setPage(c, v, path, *now)
		}
		there := page.Form
		retype(&page, form)
		if now != nil && problem.Kind == znode.Conflict {
			page.Now, page.Edited = compare(page.Words, *now, form), form.versionAgain()
			page.SavedBy = v.Guard.Saver(path, now.stat)
			page.Version, page.Mzxid, page.Base, page.Based = there.Version, there.Mzxid, there.Base, there.Based
		}
		page.Problem = &problem
		if form.uploaded && page.NoText == "" {
			page.NoText = page.Words.Set.ChooseAgain
		}
		return page
	})
}
