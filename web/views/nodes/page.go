// Package nodes shows znodes: the page of one, the tree beside it, and the page of a path
// at which there is none.
package nodes

import (
	"context"
	"io"
	"strings"

	"zkweb/web/views"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// Page is the page of one znode.
type Page struct {
	views.Shell
	Path        znode.Path
	Query       Query // as asked, limits applied: links and forms keep its values
	Stat        znode.Stat
	Data        Data
	ACL         ACL
	Children    Children
	Tree        []TreeItem // the sidebar: the root, open along the way to Path
	Offers      Offers
	Recipe      *Recipe // what writes here, where that is known
	Done        string  // what the reader has just done to the znode, a sentence said once; "" for nothing
	Undo        []int64 // the entries by which that is taken back; none where it is not kept
	SavedOver   string  // the version that the reader has just saved over, where it is kept; else ""
	VersionsURL string  // of what the znode was before; "" where no history is kept
	AuditURL    string  // of the trail's entries about the znode; "" for those who may not see them
}

// Offers are the changes that the page leads to.
type Offers struct {
	Create bool // of a child
	Like   bool // of a neighbour
	Set    bool
	Delete bool
	SetACL bool
	Quota  bool // to look at it, too
	Copy   bool // or move

	DeleteChildren bool // those that are chosen
	Trail          bool // what is on record about it
	Share          bool // by a link
}

// Data is the section with a znode's data.
type Data struct {
	Problem  *views.Problem // why there is none to show; then the rest is empty
	Null     bool           // ZooKeeper holds null, not an empty value
	Result   show.Result
	Code     views.Markup    // Result as the func Code writes it, where that is kept; else nil
	Picture  *format.Picture // shown above the lines; nil for none
	Masked   Masked
	Revealed bool // once, for this page: its secrets are shown
}

// downloadable reports whether the data can be had as a download: where it is
// shown, and where it only comes too slowly for a page.
func (d Data) downloadable() bool {
	return d.Problem == nil || d.Problem.Code == znode.CodeDataSlow
}

// copiesValue reports whether the value can be copied as it is shown: all of it is,
// and as text.
func (p *Page) copiesValue() bool {
	result := p.Data.Result
	return p.Data.Problem == nil && p.shows(TabData) && result.Size > 0 && !result.Truncated && result.Current != show.Hex
}

// Masked describes data with secrets.
type Masked struct {
	Count     int    // of secrets; 0 for none
	Whole     bool   // all of the data is one
	Slow      bool   // Whole, because there was no time to look for secrets
	Unread    bool   // all that is masked are bytes that could not be read to their end
	Bytes     bool   // none of the bytes are shown: a download has none
	CanReveal bool   // there is a button for it
	AskReason bool   // for which a reason must be given
	Why       string // they cannot be revealed, a sentence
}

// ACL is the section with a znode's access control list.
type ACL struct {
	Problem *views.Problem
	Entries []znode.ACL
	Console []znode.ACL // the entries that are about the console itself, and so about everybody who uses it
}

// Children is the section with a znode's children.
type Children struct {
	Problem *views.Problem // why there are none to show; then the rest is empty
	Total   int            // all children
	Matched int            // children that the filter lets through
	First   int            // number of the first row among the matched, from 1; 0 when unknown
	Rows    []ChildRow
	Prev    string // URL of the rows before these; "" at the start
	Next    string // URL of the rows after these; "" at the end
	ByName  bool   // the rows are in the order of their names, whatever was asked for
	Note    string // a sentence about what is not shown and why; "" for none
}

// ChildRow is one child in the table.
type ChildRow struct {
	Name    string
	URL     string // "" when no path can be made of the name
	Stat    znode.Stat
	Problem *views.Problem // why there is no stat: gone (NotFound), denied, unavailable
	Value   ChildValue
}

// ChildValue is what a row shows of a child's data; the zero value is no data.
type ChildValue struct {
	Text    string // the beginning of it, on one line
	Large   bool   // it was too large to be read
	Problem *views.Problem
}

// Column is a column of the children's table.
type Column struct {
	Key          string // in sort=
	Numeric      bool
	LargestFirst bool // what the first click on its header asks for
}

// The keys of the columns.
const (
	ColumnName     = "name"
	ColumnSequence = "sequence"
	ColumnChildren = "children"
	ColumnBytes    = "bytes"
	ColumnModified = "modified"
	ColumnKind     = "kind"
)

// Columns are the columns of the children's table; each can be sorted by. That of
// sequence numbers is there for children that have some.
var Columns = []Column{
	{ColumnName, false, false},
	{ColumnSequence, true, false},
	{ColumnChildren, true, true},
	{ColumnBytes, true, true},
	{ColumnModified, false, true},
	{ColumnKind, false, false},
}

// Limits are the page sizes offered for the children's table. The first is the
// default.
var Limits = []int{100, 250, 1000}

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return nodePage(&p).Render(ctx, w) }

// here returns the page's own address, without what was revealed.
func (p *Page) here() string { return views.Join(p.Links.Node(p.Cluster, p.Path), p.Query.String()) }

// synced returns the page as it is once the server has caught up with the leader.
func (p *Page) synced() string {
	if strings.Contains(p.here(), "?") {
		return p.here() + "&sync=1"
	}
	return p.here() + "?sync=1"
}

// onTheWay reports whether the znode only leads to what is open to the reader.
func (p *Page) onTheWay() bool {
	return p.Data.Problem != nil && p.Data.Problem.Code == znode.CodeOnTheWay
}

// live reports whether the page is told what happens to the znode: its reader has
// READ.
func (p *Page) live() bool {
	return p.Past == nil && (p.Data.Problem == nil || p.Data.Problem.Kind != znode.Denied)
}

// numChildren returns how many children the reader may see.
func (p *Page) numChildren() int {
	if p.onTheWay() {
		return p.Children.Total
	}
	return int(p.Stat.NumChildren)
}
