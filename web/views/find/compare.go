package find

import (
	"context"
	"io"
	"net/url"
	"strings"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ComparePage compares all below a znode with all below another, or is the form for that.
type ComparePage struct {
	views.Shell
	Path    znode.Path
	With    string         // /path or CLUSTER:/path
	Others  []string       // suggestions for With, in the same form
	Problem *views.Problem // why nothing is compared
	SignIn  string         // URL of the other cluster's sign-in, if Problem is that; else ""
	File    *File          // an uploaded file to compare with; nil for With
	Bounded

	StopURL string            // URL for the POST that ends the comparison
	Live    func(*Live) error // sends the differences while the page is written; nil for none
	One     *One              // the two znodes themselves; nil for all below them

	Right func(below znode.Path) string // the page of a znode of the other side; nil where that is a file
}

// File is an uploaded export.
type File struct {
	Name string // as the browser names it
	Of   string // CLUSTER:/path that it was exported from; "" if it does not say
	At   time.Time
}

// Compared counts the paths of a comparison so far.
type Compared struct{ Equal, Different, OnlyLeft, OnlyRight, Hidden int }

// Difference is a path at which the two sides differ.
type Difference struct {
	Path   string   // relative to the compared znodes
	Only   string   // the side that has it, "left" or "right"; "" if both have it
	Denied string   // the side on which something may not be read; "" for none
	Parts  []string // the parts that differ, as words.Compare.Parts names them
}

// One is two znodes side by side.
type One struct {
	Left, Right OneSide
	SameACL     bool
	SameData    bool
	Lines       []views.DiffLine // of the data, if both are text and differ
	Why         string           // a sentence: why there are no Lines though the data differs; "" otherwise
	Hidden      bool             // some of the data is masked
}

// OneSide is one of the two.
type OneSide struct {
	URL     string // of the znode's page
	Name    string // CLUSTER:/path
	Stat    znode.Stat
	ACL     []znode.ACL
	Problem *views.Problem // why there is no data
	ACLErr  *views.Problem
}

// Render writes the page. With Live, it writes while the comparison runs.
func (p ComparePage) Render(ctx context.Context, w io.Writer) error {
	return comparePage(p).Render(ctx, w)
}

// with returns the URL of a comparison with something else.
func (p ComparePage) with(other string) string {
	return views.Join(p.Links.Compare(p.Cluster, p.Path), "?"+url.Values{"with": {other}}.Encode())
}

// say says how far the comparison has come.
func (p ComparePage) say(now Progress) string {
	c := now.Compared
	seen := p.Words.Compare.Seen
	if p.File != nil {
		seen = p.Words.Compare.SeenFile
	}
	said := seen(c.Equal, c.Different, c.OnlyLeft, c.OnlyRight)
	if c.Hidden > 0 {
		said = views.Sentences(said, p.Words.Compare.Hidden(c.Hidden))
	}
	return views.Sentences(said, ending(p.Words, now))
}

// aclWords says whether the ACLs are equal, if both may be read.
func (p ComparePage) aclWords(o One) string {
	switch {
	case o.Left.ACLErr != nil || o.Right.ACLErr != nil:
		return ""
	case o.SameACL:
		return p.Words.Compare.Same
	}
	return p.Words.Compare.Different
}

// Difference appends a difference. It is sent with the next Progress at the latest.
func (l *Live) Difference(p ComparePage, d Difference) error {
	var m views.Markup
	m.Raw(`<li class="hit">`)
	url := p.linkOf(d)
	if url != "" {
		m.Raw(`<a href="`)
		m.Text(url)
		m.Raw(`">`)
	}
	m.Name(d.Path)
	m.Raw(`<small> `)
	m.Text(p.differenceWords(d))
	m.Raw(`</small>`)
	if url != "" {
		m.Raw(`</a>`)
	}
	m.Raw(`</li>`)
	_, err := l.out.Write(m)
	return err
}

// linkOf returns the URL of a page that shows the difference: both znodes or, if there is only one,
// that one; "" for none.
func (p ComparePage) linkOf(d Difference) string {
	path, err := znode.ParsePath(d.Path)
	if err != nil {
		return ""
	}
	left, err := p.Path.Join(path)
	switch {
	case d.Only == "right" && p.Right != nil:
		return p.Right(path)
	case err != nil, d.Only == "right":
		return ""
	case p.File != nil || d.Only != "":
		return p.Links.Node(p.Cluster, left)
	}
	with := p.With
	if !path.IsRoot() {
		with = strings.TrimSuffix(with, "/") + path.String()
	}
	return views.Join(p.Links.Compare(p.Cluster, left), "?"+url.Values{"with": {with}, "one": {"1"}}.Encode())
}

func (p ComparePage) differenceWords(d Difference) string {
	w := p.Words.Compare
	switch {
	case d.Only != "" && p.File != nil:
		return w.OnlyFile[d.Only]
	case d.Only != "":
		return w.Only[d.Only]
	case len(d.Parts) == 0:
		return w.Unknown[d.Denied]
	}
	said := w.Differs
	for i, part := range d.Parts {
		if i > 0 {
			said += ","
		}
		said = views.Lead(said) + w.Parts[part]
	}
	return said
}
