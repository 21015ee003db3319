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

// ComparePage compares all below a znode with what is below another, or is the form
// for it.
type ComparePage struct {
	views.Shell
	Path    znode.Path
	With    string         // /path or CLUSTER:/path
	Others  []string       // what else may be compared with, written like With
	Problem *views.Problem // why nothing is compared
	SignIn  string         // URL of the other cluster's sign-in; "" where that is not the reason
	File    *File          // that is compared with, in the place of With
	Bounded

	StopURL string            // takes the POST that ends the comparison
	Live    func(*Live) error // sends what differs while the page is written; nil for none
	One     *One              // the two znodes themselves; nil for all below them

	Right func(below znode.Path) string // the page of a znode of the other side; nil where that is a file
}

// File is an export that was sent.
type File struct {
	Name string // as the browser calls it
	Of   string // CLUSTER:/path that it was exported from; "" where it does not say
	At   time.Time
}

// Compared is what became of the paths of a comparison until now.
type Compared struct{ Equal, Different, OnlyLeft, OnlyRight, Hidden int }

// Difference is what is not equal at a path.
type Difference struct {
	Path   string   // below what is compared
	Only   string   // "left" or "right": the side that has it; "" where both have
	Denied string   // the side of which something may not be read; "" for none
	Parts  []string // that differ, by the names of words.Compare.Parts
}

// One is two znodes side by side.
type One struct {
	Left, Right OneSide
	SameACL     bool
	SameData    bool
	Lines       []views.DiffLine // of the data, where both are text and not the same
	Why         string           // there are no Lines though the data differs, a sentence
	Hidden      bool             // some of the data is hidden
}

// OneSide is one of these.
type OneSide struct {
	URL     string // of the znode's page
	Name    string // CLUSTER:/path
	Stat    znode.Stat
	ACL     []znode.ACL
	Problem *views.Problem // why there is no data
	ACLErr  *views.Problem
}

// Render writes the page. With Live, it takes as long as the comparison.
func (p ComparePage) Render(ctx context.Context, w io.Writer) error {
	return comparePage(p).Render(ctx, w)
}

// with returns the address of the page that compares with something else.
func (p ComparePage) with(other string) string {
	return views.Join(p.Links.Compare(p.Cluster, p.Path), "?"+url.Values{"with": {other}}.Encode())
}

// say says how far the comparison is.
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

// aclWords says whether the ACLs are the same, where both may be read.
func (p ComparePage) aclWords(o One) string {
	switch {
	case o.Left.ACLErr != nil || o.Right.ACLErr != nil:
		return ""
	case o.SameACL:
		return p.Words.Compare.Same
	}
	return p.Words.Compare.Different
}

// Difference appends what is not equal. It is sent with the next Progress at the
// latest.
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

// linkOf returns the page that shows what differs at a path: both znodes where there are
// two, else the one that is there; "" for none.
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
