// Package shares shows share links, by which somebody without a sign-in sees a znode: the form that
// makes one, their list, and what they show.
package shares

import (
	"context"
	"io"
	"strings"
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// MakePage is the form that makes a share link.
type MakePage struct {
	views.Shell
	Path    znode.Path
	With    string // what the znode is compared with; "" for nothing
	Hours   string // as typed; the default at first
	Most    int
	Problem *views.Problem
}

// MadePage shows a new link. It is shown only once.
type MadePage struct {
	views.Shell
	Path  znode.Path
	URL   string
	Until time.Time
}

// ListPage lists the links that the reader may end.
type ListPage struct {
	views.Shell
	Rows []Row
}

// Row is a share link.
type Row struct {
	ID          string
	Of          []Side
	Owner       string // "" without credentials
	Own         bool
	MayEnd      bool // the reader may end it, now
	Made, Until time.Time
}

// Side is a znode that a link shows.
type Side struct{ Name, URL string }

// VisitPage is what a link shows. It is no page of the console: it has no bar, no script and no
// forms.
type VisitPage struct {
	Words    *words.Words
	Links    views.Links
	Sides    []Shown
	Until    time.Time
	Compared bool // both sides were compared line by line
	Same     bool
	Diff     []views.DiffLine
}

// Shown is a znode as a link shows it.
type Shown struct {
	Name   string
	Stat   znode.Stat
	Text   string
	IsText bool
	Cut    bool // Text is only the beginning
	Masked bool // Text contains masks
}

// Render writes the page.
func (p MakePage) Render(ctx context.Context, w io.Writer) error { return makePage(p).Render(ctx, w) }

// Render writes the page.
func (p MadePage) Render(ctx context.Context, w io.Writer) error { return madePage(p).Render(ctx, w) }

// Render writes the page.
func (p ListPage) Render(ctx context.Context, w io.Writer) error { return listPage(p).Render(ctx, w) }

// Render writes the page.
func (p VisitPage) Render(ctx context.Context, w io.Writer) error { return visitPage(p).Render(ctx, w) }

// title returns the title: what the link shows.
func (p VisitPage) title() string {
	var names []string
	for _, side := range p.Sides {
		names = append(names, side.Name)
	}
	return views.JoinVisible(names)
}

// textMarkup returns the lines of a text.
func textMarkup(text string) views.Markup {
	var m views.Markup
	m.Raw("<code>")
	for line := range strings.Lines(text) {
		m.Raw(`<span class="d same">`)
		m.Data(strings.TrimSuffix(line, "\n"))
		m.Raw("\n</span>")
	}
	m.Raw("</code>")
	return m
}
