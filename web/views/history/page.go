// Package history shows the versions of a znode, and the changes at and below one.
package history

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// VersionsPage is the page with a znode's versions.
type VersionsPage struct {
	views.Shell
	Path     znode.Path
	Rows     []Row // newest first
	Complete Complete
	Held     []Held // holders of the lock that the znode is, newest first
	HeldCut  bool   // there are older holders
	Older    string // URL of the older versions; "" if there are none
}

// ChangesPage is the page with the changes at and below a znode.
type ChangesPage struct {
	views.Shell
	Path     znode.Path
	Query    Query
	Verbs    []string // choices for Query.Op
	Rows     []Row    // newest first
	Complete Complete
	Bars     []Bar // counts over time; none if there is nothing to count
	BarWhole bool  // the bars count all changes that the query selects
	Older    string
	Session  *Session // the session whose changes are shown; nil for all
	Problem  *views.Problem
}

// Row is one change.
type Row struct {
	Zxid    int64
	Time    time.Time
	Op      string // "create", "set", "acl" or "delete"
	Cause   string // of a delete: "expired", "closed", "container" or ""
	Version int32
	Session int64
	Who     string // who made the change; "" if only the session is known
	Sure    string // how Who is known
	From    string // address of the client, if known in addition to Who
	Around  bool   // the change was not made through the console
	Multi   int    // number of changes in the transaction
	Path    znode.Path

	URL         string // of the znode as of this change
	VersionsURL string
	SessionURL  string

	NewLife     bool // the newest change of the znode's life
	Together    bool // in the same transaction as the row above
	SameSession bool // by the same session as the row above
	Length      *int // length of the data; nil if unknown
	Hidden      bool // Diff has masked parts
	Diff        []views.DiffLine
	Note        string // instead of Diff
	Problem     string // why the data cannot be shown
	ACL         []znode.ACL

	Missed        int    // number of earlier versions that the history lacks
	RestoreURL    string // for setting the data to this version's; "" if the person may not
	RestoreACLURL string // for setting the ACL to this version's; "" if the person may not, or if the version did not set it
	UndoURL       string // for undoing the whole transaction; "" if the person may not
	BringURL      string // of a deletion: the plan for bringing back the znode and all below it; "" if the person may not
}

// together returns the number of rows from index from that belong to the same transaction.
func (p ChangesPage) together(from int) string {
	to := from + 1
	for to < len(p.Rows) && p.Rows[to].Together {
		to++
	}
	return strconv.Itoa(to - from)
}

// bySession reports whether consecutive changes of a session are shown together.
func (p ChangesPage) bySession() bool { return p.Query.By == BySession }

// ofSession returns the number of rows from index from that belong to the same session.
func (p ChangesPage) ofSession(from int) int {
	to := from + 1
	for to < len(p.Rows) && p.Rows[to].SameSession {
		to++
	}
	return to - from
}

// Complete says how complete a list is.
type Complete struct {
	Any    bool // something is recorded
	Proof  string
	Gaps   []Gap
	Older  int       // number of older gaps, which are not in Gaps
	Newest time.Time // time of the newest recorded change; zero for none
	Full   bool      // there is little room for further changes
}

// Gap is a period of which nothing is known.
type Gap struct {
	After, Before int64 // zxids
	From, To      time.Time
	Cause         string
}

// Held says who held a lock or an ephemeral znode, and how long.
type Held struct {
	Name     string
	Session  int64 // 0 if the page is about the session
	Who      string
	Sure     string    // how Who is known
	From, To time.Time // To is zero while it is held
	OrLater  bool      // it was held from From or from a later time
}

// Session describes a ZooKeeper session.
type Session struct {
	ID             int64
	Who, Sure      string
	Timeout        time.Duration
	Opened, Closed time.Time // zero if not in the history
	Expired        bool
	Ephemerals     []Held
	EphemeralsCut  bool   // there are older ones, or there may be
	Older          string // Query.Held of the page with the older ones; "" for none
}

// Bar is the number of changes in a period.
type Bar struct {
	From, To time.Time
	Count    int
}

// Query is the query of the page with changes. Zero values are left out of the URL.
type Query struct{ From, To, Op, Who, Match, Session, Outside, By, After, Held string }

// OnlyOutside is the value of Outside that selects the changes that were not made through the
// console.
const OnlyOutside = "1"

// BySession is the value of By that shows consecutive changes of a session together.
const BySession = "session"

// Page returns the query of the page after a cursor, in another format unless that is "".
func (q Query) Page(after, format string) string { return q.behind(after).with(format) }

func (q Query) grouped(by string) Query { q.By, q.After = by, ""; return q }

// String returns the query with its question mark; "" for the zero Query.
func (q Query) String() string { return q.with("") }

func (q Query) with(format string) string {
	values := url.Values{}
	if format != "" {
		q.Held = "" // only the page has it
	}
	for key, value := range map[string]string{
		"from": q.From, "to": q.To, "op": q.Op, "who": q.Who, "match": q.Match, "session": q.Session, "outside": q.Outside, "by": q.By, "after": q.After, "held": q.Held, "format": format,
	} {
		if value != "" {
			values.Set(key, value)
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func (q Query) behind(cursor string) Query { q.After = cursor; return q }

// holding returns the query of the page with older ephemeral znodes of the session.
func (q Query) holding(older string) Query { q.Held = older; return q }

func (q Query) between(bar Bar) Query {
	q.From, q.To, q.After = bar.From.Format(time.RFC3339), bar.To.Add(-time.Second).Format(time.RFC3339), "" // both ends are included, to the second
	return q
}

// Render writes the page.
func (p VersionsPage) Render(ctx context.Context, w io.Writer) error {
	return versionsPage(p).Render(ctx, w)
}

// Render writes the page.
func (p ChangesPage) Render(ctx context.Context, w io.Writer) error {
	return changesPage(p).Render(ctx, w)
}

// counted returns the number of changes in all bars.
func (p ChangesPage) counted() (n int) {
	for _, bar := range p.Bars {
		n += bar.Count
	}
	return n
}

// barsTitle returns the title of the bars.
func (p ChangesPage) barsTitle() string {
	if p.BarWhole {
		return p.Words.History.Bars(p.counted())
	}
	return p.Words.History.BarsPart(p.counted())
}

// barHeight is the height of the picture of the bars, in its own units.
const barHeight = 40

// bars returns the bars as SVG. Each bar with changes is a link to them; gaps are shown behind the
// bars.
func (p ChangesPage) bars() views.Markup {
	highest := 1
	for _, bar := range p.Bars {
		highest = max(highest, bar.Count)
	}
	var m views.Markup
	for i, bar := range p.Bars {
		if gap := p.Complete.over(bar); gap != nil {
			m.Raw(`<rect class="gap" x="` + strconv.Itoa(i*10) + `" width="10" y="0" height="` + strconv.Itoa(barHeight) + `"><title class="moment">`)
			m.Text(gapText(p.Shell, *gap))
			m.Raw(`</title></rect>`)
		}
		if bar.Count == 0 {
			continue
		}
		height := max(2, bar.Count*barHeight/highest)
		m.Raw(`<a href="`)
		m.Text(p.Links.Changes(p.Cluster, p.Path) + p.Query.between(bar).String())
		m.Raw(`"><title class="moment">`)
		m.Text(p.Words.History.Bar(bar.Count, views.ISO(bar.From)))
		m.Raw(`</title><rect x="` + strconv.Itoa(i*10) + `" width="8" y="` + strconv.Itoa(barHeight-height) + `" height="` + strconv.Itoa(height) + `"/></a>`)
	}
	return m
}

func (p ChangesPage) title() string {
	title := p.Words.History.ChangesTitle(views.Visible(p.Path.String()))
	if p.Problem != nil {
		return p.Words.Change.FailedTitle(p.Problem.Title(p.Words), title)
	}
	return title
}

// none returns the text for a page without changes.
func (p ChangesPage) none() string {
	if p.Older != "" {
		return p.Words.History.NoneYet
	}
	return p.Words.History.NoChanges
}

// over returns the first gap that overlaps the period of a bar; nil for none.
func (c Complete) over(bar Bar) *Gap {
	for i, gap := range c.Gaps {
		from, to := gap.From, gap.To
		if !to.IsZero() && to.Before(from) { // a clock may have been set back
			from, to = to, from
		}
		if from.Before(bar.To) && !to.Before(bar.From) {
			return &c.Gaps[i]
		}
	}
	return nil
}

// gapText returns a sentence about a gap and its cause.
func gapText(s views.Shell, g Gap) string {
	from, to, why := gapParts(s, g)
	if g.From.IsZero() {
		return from + views.ISO(g.To) + why
	}
	return from + views.ISO(g.From) + to + views.ISO(g.To) + why
}

// gapParts returns the text before, between and after the times of a gap. between is "" if the gap
// has no beginning.
func gapParts(s views.Shell, g Gap) (before, between, after string) {
	const at = "\x00"
	said := s.Words.History
	text := said.GapFrom(at)
	if !g.From.IsZero() {
		before, text, _ = strings.Cut(said.Gap(at, at), at)
		between, after, _ = strings.Cut(text, at)
	} else {
		before, after, _ = strings.Cut(text, at)
	}
	return before, between, views.Lead(after) + said.GapCauses[g.Cause]
}

// proof returns a sentence about how complete a list is.
func (c Complete) proof(s views.Shell) string {
	if !c.Any && c.Newest.IsZero() {
		return s.Words.History.NotBegun
	}
	if !c.Any {
		return s.Words.History.Proofs[""]
	}
	if but := s.Words.History.ButGaps[c.Proof]; but != "" && len(c.Gaps) > 0 {
		return but
	}
	return s.Words.History.Proofs[c.Proof]
}
