package changes

import (
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/znode"
)

// mergeOf merges the text of a form with the present text, which both began as the form's base. It
// returns false if they cannot be compared line by line, or if there are too many conflicts.
func mergeOf(now toSet, form nodeForm) ([]edit.Part, bool) {
	if !form.based || !form.typed || now.noText != nil || form.encoding == string(edit.Hex) || max(len(form.base), len(form.text)) > 2*MaxTextBox {
		return nil, false
	}
	parts := edit.Merge(form.base, now.text.Text, form.text)
	conflicts := 0
	for _, part := range parts {
		if part.Conflict() {
			conflicts++
		}
	}
	return parts, conflicts <= maxConflicts
}

// mergePage returns the page for merging a form with the present data. It returns false if they
// cannot be merged, or if both texts are the same.
func (h *Handlers) mergePage(c echo.Context, v site.Visit, path znode.Path, now toSet, form nodeForm, problem views.Problem) (changes.MergePage, bool) {
	if now.secrets { // secrets are masked here, but were shown in the form
		return changes.MergePage{}, false
	}
	parts, ok := mergeOf(now, form)
	if !ok || !slices.ContainsFunc(parts, func(part edit.Part) bool { return part.Theirs != part.Yours }) {
		return changes.MergePage{}, false
	}
	page := changes.MergePage{
		Shell: h.Shell(c, v.Cluster.Name), Form: typedForm(form), Path: path, Stat: &now.stat,
		Edited: form.versionAgain(), SavedBy: v.Guard.Saver(path, now.stat), Problem: &problem,
	}
	page.Version, page.Mzxid = now.stat.Version, now.stat.Mzxid
	for _, part := range parts {
		shown := changes.MergePart{Base: part.Base, Theirs: part.Theirs, Yours: part.Yours, Same: !part.Changed(), Conflict: -1}
		if part.Conflict() {
			shown.Conflict = page.Conflicts
			page.Conflicts++
		}
		page.Parts = append(page.Parts, shown)
	}
	return page, true
}

// merged returns the present data, and the form with the merged text. It fails with Conflict if the
// data has changed again since the merge was shown.
func merged(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (toSet, nodeForm, error) {
	now, err := seeToSet(ctx, v, path, form)
	if err != nil {
		return toSet{}, form, err
	}
	if err := form.isAbout(now.stat); err != nil {
		return now, form, err
	}
	parts, ok := mergeOf(now, form)
	if !ok {
		return now, form, &znode.Error{Kind: znode.Invalid, Code: znode.CodeNotMerged}
	}
	form.text = edit.Merged(parts, func(conflict int) bool { return form.keep[conflict] })
	form.base = now.text.Text
	return now, form, nil
}
