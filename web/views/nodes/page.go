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
	Query       Query // as asked, within the bounds; links and forms keep its values
	Stat        znode.Stat
	Data        Data
	ACL         ACL
	Children    Children
	Tree        []TreeItem // the sidebar: the root, open along the path
	Offers      Offers
	Recipe      *Recipe // what writes here, if known
	Done        string  // a sentence about what the reader has just done to the znode, shown once; "" for nothing
	Undo        []int64 // entries of the trail by which that can be undone; empty if it is not kept
	SavedOver   string  // the version that the reader has just replaced, if it is kept; else ""
	VersionsURL string  // the versions of the znode; "" without a history
	AuditURL    string  // the entries of the trail about the znode; "" for those who may not see them
}

// Offers are the actions that the page offers.
type Offers struct {
	Create bool // a child
	Like   bool // a sibling
	Set    bool
	Delete bool
	SetACL bool
	Quota  bool // also to look at it
	Copy   bool // or move

	DeleteChildren bool // those that are chosen
	Trail          bool // the trail's entries about the znode
	Share          bool // a share link
}

// Data is the section with a znode's data.
type Data struct {
	Problem  *views.Problem // why there is no data; then the rest is empty
	Null     bool           // ZooKeeper has null, not an empty value
	Result   show.Result
	Code     views.Markup    // Result as Code renders it, if that is stored; else nil
	Picture  *format.Picture // shown above the lines; nil for none
	Masked   Masked
	Revealed bool // its secrets are shown, once
}

// downloadable reports whether the data can be downloaded: it is shown, or it only arrives too
// slowly for a page.
func (d Data) downloadable() bool {
	return d.Problem == nil || d.Problem.Code == znode.CodeDataSlow
}

// copiesValue reports whether the value can be copied as it is shown: it is text, and shown
// completely.
func (p *Page) copiesValue() bool {
	result := p.Data.Result
	return p.Data.Problem == nil && p.shows(TabData) && result.Size > 0 && !result.Truncated && result.Current != show.Hex
}

// Masked describes data with secrets.
type Masked struct {
	Count     int    // number of secrets; 0 for none
	Whole     bool   // all of the data is masked
	Slow      bool   // Whole, because there was no time to look for secrets
	Unread    bool   // only bytes that could not be read to their end are masked
	Bytes     bool   // the data is binary: a download contains none of it
	CanReveal bool   // there is a button to reveal it
	AskReason bool   // revealing needs a reason
	Why       string // a sentence: why it cannot be revealed; "" if it can
}

// ACL is the section with a znode's access control list.
type ACL struct {
	Problem *views.Problem
	Entries []znode.ACL
	Console []znode.ACL // the entries about the console itself, and thus about everybody who uses it
}

// Children is the section with a znode's children.
type Children struct {
	Problem *views.Problem // why there are no children; then the rest is empty
	Total   int            // number of children
	Matched int            // number of children that match the filter
	First   int            // number of the first row among the matching ones, from 1; 0 when unknown
	Rows    []ChildRow
	Prev    string // the page before; "" at the start
	Next    string // the page after; "" at the end
	ByName  bool   // the rows are sorted by name, whatever was asked for
	Note    string // a sentence about what is not shown; "" for none
}

// ChildRow is one child in the table.
type ChildRow struct {
	Name    string
	URL     string // "" if the name makes no valid path
	Stat    znode.Stat
	Problem *views.Problem // why there is no stat: gone (NotFound), denied or unavailable
	Value   ChildValue
}

// ChildValue is what a row shows of a child's data. The zero value means no data.
type ChildValue struct {
	Text    string // the beginning of the data, on one line
	Large   bool   // too large to be read
	Problem *views.Problem
}

// Column is a column of the children's table.
type Column struct {
	Key          string // value of sort=
	Numeric      bool
	LargestFirst bool // the first click on its header sorts in descending order
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

// Columns are the columns of the children's table. The table can be sorted by each. The one for
// sequence numbers is only shown if children have them.
var Columns = []Column{
	{ColumnName, false, false},
	{ColumnSequence, true, false},
	{ColumnChildren, true, true},
	{ColumnBytes, true, true},
	{ColumnModified, false, true},
	{ColumnKind, false, false},
}

// Limits are the page sizes offered for the children's table, the default first.
var Limits = []int{100, 250, 1000}

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return nodePage(&p).Render(ctx, w) }

// here returns the page's own URL, without what was revealed.
func (p *Page) here() string { return views.Join(p.Links.Node(p.Cluster, p.Path), p.Query.String()) }

// synced returns the URL of the page after a sync with the leader.
func (p *Page) synced() string {
	if strings.Contains(p.here(), "?") {
		return p.here() + "&sync=1"
	}
	return p.here() + "?sync=1"
}

// onTheWay reports whether the reader may not see the znode, but something below it.
func (p *Page) onTheWay() bool {
	return p.Data.Problem != nil && p.Data.Problem.Code == znode.CodeOnTheWay
}

// live reports whether the page follows changes of the znode, which needs READ.
func (p *Page) live() bool {
	return p.Past == nil && (p.Data.Problem == nil || p.Data.Problem.Kind != znode.Denied)
}

// numChildren returns the number of children that the reader may see.
func (p *Page) numChildren() int {
	if p.onTheWay() {
		return p.Children.Total
	}
	return int(p.Stat.NumChildren)
}
