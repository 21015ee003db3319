// Package shares shows links by which somebody without a sign-in sees a znode: the form
// that makes one, the list of them, and what they show.
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

// MakePage is the form that makes a link.
type MakePage struct {
	views.Shell
	Path    znode.Path
	With    string // what the znode is to be compared with; "" for nothing
	Hours   string // as typed, or the usual
	Most    int
	Problem *views.Problem
}

// MadePage shows a new link, once.
type MadePage struct {
	views.Shell
	Path  znode.Path
	URL   string
	Until time.Time
}

// ListPage is all links that the reader may end.
type ListPage struct {
	views.Shell
	Rows []Row
}

// Row is a link.
type Row struct {
	ID          string
	Of          []Side
	Owner       string // "" without credentials
	Own         bool
	MayEnd      bool // now
	Made, Until time.Time
}

// Side is a znode of a link.
type Side struct{ Name, URL string }

// VisitPage is what a link shows. It is not one of the console's pages: it has no bar, no
// script and no forms.
type VisitPage struct {
	Words    *words.Words
	Links    views.Links
	Sides    []Shown
	Until    time.Time
	Compared bool // the two sides were compared line by line
	Same     bool
	Diff     []views.DiffLine
}

// Shown is a znode as a link shows it.
type Shown struct {
	Name   string
	Stat   znode.Stat
	Text   string
	IsText bool
	Cut    bool // Text is the beginning
	Masked bool // it holds masks
}

// Render writes the page.
func (p MakePage) Render(ctx context.Context, w io.Writer) error { return makePage(p).Render(ctx, w) }

// Render writes the page.
func (p MadePage) Render(ctx context.Context, w io.Writer) error { return madePage(p).Render(ctx, w) }

// Render writes the page.
func (p ListPage) Render(ctx context.Context, w io.Writer) error { return listPage(p).Render(ctx, w) }

// Render writes the page.
func (p VisitPage) Render(ctx context.Context, w io.Writer) error { return visitPage(p).Render(ctx, w) }

// title names what the link is of.
func (p VisitPage) title() string {
	var names []string
	for _, side := range p.Sides {
		names = append(names, side.Name)
	}
	return views.JoinVisible(names)
}

// textMarkup returns a text, line by line.
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
