package changes

import (
	"context"
	"io"
	"strconv"
	"strings"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// The fields of a merge's form. The field Keep followed by the number of a conflict says which side
// is kept.
const (
	Keep       = "keep-"
	KeepTheirs = "theirs"
	KeepYours  = "yours"
)

// MergePage shows a merge of two versions of a text. The form's Text is the reader's, and Version
// is the other's.
type MergePage struct {
	views.Shell
	Form
	Path      znode.Path
	Stat      *znode.Stat
	Edited    int32  // the version that the reader began with
	SavedBy   string // who saved the other version; "" if not known
	Parts     []MergePart
	Conflicts int
	Problem   *views.Problem
}

// MergePart is a group of lines with their three versions.
type MergePart struct {
	Base, Theirs, Yours string
	Same                bool // all three versions are equal
	Conflict            int  // its number, from 0; -1 if there is no conflict
}

// Render writes the page.
func (p MergePage) Render(ctx context.Context, w io.Writer) error {
	return mergePage(p).Render(ctx, w)
}

func (p MergePage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.Merge.DocumentTitle(views.NodeTitle(p.Path)), p.Problem)
}

func (p MergePage) advice() string {
	edited, now := views.Decimal(p.Edited), views.Decimal(p.Version)
	by := savedBy(p.Words, p.Version, p.SavedBy)
	if p.Conflicts == 0 {
		return views.Sentences(p.Words.Merge.Clean(edited, now), by)
	}
	return views.Sentences(p.Words.Merge.Conflicts(p.Conflicts, edited, now), by)
}

func (p MergePart) field() string { return Keep + strconv.Itoa(p.Conflict) }

// takes reports whether the merged text contains the lines of one side.
func (p MergePart) takes(yours bool) bool {
	if p.Same || p.Conflict >= 0 {
		return false
	}
	if yours {
		return p.Yours != p.Base
	}
	return p.Theirs != p.Base
}

// gone returns the sentence for a side without lines.
func (p MergePart) gone(w *words.Words) string {
	if p.Base == "" {
		return "—"
	}
	return w.Merge.Gone
}

const mergeContext = 3 // number of lines shown around a change

// around returns the lines of an unchanged part that are shown, and how many are left out between
// them.
func (p MergePart) around() (before string, left int, after string) {
	lines := strings.SplitAfter(p.Base, "\n")
	if len(lines) <= 2*mergeContext+2 {
		return p.Base, 0, ""
	}
	end := len(lines) - mergeContext - 1 // the text after the last line end counts as a line
	return strings.Join(lines[:mergeContext], ""), end - mergeContext, strings.Join(lines[end:], "")
}
