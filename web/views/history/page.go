// Package history shows the versions of a znode, and what was changed below one, when and
// by whom.
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

// VersionsPage is what a znode was before.
type VersionsPage struct {
	views.Shell
	Path     znode.Path
	Rows     []Row // the newest first
	Complete Complete
	Held     []Held // who held the lock that the znode is, the newest first
	HeldCut  bool   // there are older ones
	Older    string // URL of the versions before these; "" at the end
}

// ChangesPage is what was changed at and below a znode.
type ChangesPage struct {
	views.Shell
	Path     znode.Path
	Query    Query
	Verbs    []string // that can be chosen
	Rows     []Row    // the newest first
	Complete Complete
	Bars     []Bar // over time; none where there is nothing to count
	BarWhole bool  // the bars count all that was asked for
	Older    string
	Session  *Session // that the changes are of; nil for any
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
	Who     string // "" where only the session is known
	Sure    string // how it is known
	From    string // the address of the client, where it is known beside Who
	Around  bool   // it came round the console
	Multi   int    // changes of the same transaction
	Path    znode.Path

	URL         string // of the znode as of then
	VersionsURL string
	SessionURL  string

	NewLife     bool // it is the newest of its life
	Together    bool // it belongs to the transaction of the row above
	SameSession bool // it is of the session of the row above
	Length      *int // nil where it is not told
	Hidden      bool // some of Diff is masked
	Diff        []views.DiffLine
	Note        string // in place of Diff
	Problem     string // why the data may not be read
	ACL         []znode.ACL

	Missed        int    // versions before it that the history lacks
	RestoreURL    string // that sets the data to this version's; "" where the person may not
	RestoreACLURL string // that sets the ACL to this version's; "" where the person may not, or the version did not set it
	UndoURL       string // that takes the whole transaction back; "" where the person may not
	BringURL      string // of a deletion: the plan that takes it back with all below; "" where the person may not
}

// together returns how many rows, from one on, are of its transaction.
func (p ChangesPage) together(from int) string {
	to := from + 1
	for to < len(p.Rows) && p.Rows[to].Together {
		to++
	}
	return strconv.Itoa(to - from)
}

// bySession reports whether what a session did one after the other stands together.
func (p ChangesPage) bySession() bool { return p.Query.By == BySession }

// ofSession returns how many rows, from one on, are of its session.
func (p ChangesPage) ofSession(from int) int {
	to := from + 1
	for to < len(p.Rows) && p.Rows[to].SameSession {
		to++
	}
	return to - from
}

// Complete is how complete a list is.
type Complete struct {
	Any    bool // something is recorded
	Proof  string
	Gaps   []Gap
	Older  int       // gaps before these, which are not listed
	Newest time.Time // of the newest change that is recorded; zero for none
	Full   bool      // there is hardly any room for newer ones
}

// Gap is a stretch of which nothing is known.
type Gap struct {
	After, Before int64 // zxids
	From, To      time.Time
	Cause         string
}

// Held is who held a lock, or an ephemeral znode, and how long.
type Held struct {
	Name     string
	Session  int64 // 0 where the page is about it
	Who      string
	Sure     string    // how that is known
	From, To time.Time // To is zero while it lasts
	OrLater  bool      // it began at From at the earliest
}

// Session is the life of a ZooKeeper session.
type Session struct {
	ID             int64
	Who, Sure      string
	Timeout        time.Duration
	Opened, Closed time.Time // zero where the history does not have it
	Expired        bool
	Ephemerals     []Held
	EphemeralsCut  bool   // there are older ones, or may be
	Older          string // the Held of the page that goes on with those; "" for none
}

// Bar is how many changes there were in a stretch of time.
type Bar struct {
	From, To time.Time
	Count    int
}

// Query is the query of the page of changes. Zero values do not appear in the URL.
type Query struct{ From, To, Op, Who, Match, Session, Outside, By, After, Held string }

// OnlyOutside is the Outside that leaves what came round the console.
const OnlyOutside = "1"

// BySession is the By of changes that are listed by session.
const BySession = "session"

// Page returns the query of the page, or of another format, behind a place.
func (q Query) Page(after, format string) string { return q.behind(after).with(format) }

func (q Query) grouped(by string) Query { q.By, q.After = by, ""; return q }

// String returns the query with its question mark, "" when nothing is asked.
func (q Query) String() string { return q.with("") }

func (q Query) with(format string) string {
	values := url.Values{}
	if format != "" {
		q.Held = "" // which is of the page
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

// holding returns the query of a page with older ephemeral znodes of the session.
func (q Query) holding(older string) Query { q.Held = older; return q }

func (q Query) between(bar Bar) Query {
	q.From, q.To, q.After = bar.From.Format(time.RFC3339), bar.To.Add(-time.Second).Format(time.RFC3339), "" // both seconds count
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

// counted returns how many changes the bars show.
func (p ChangesPage) counted() (n int) {
	for _, bar := range p.Bars {
		n += bar.Count
	}
	return n
}

// barsTitle says what the bars show.
func (p ChangesPage) barsTitle() string {
	if p.BarWhole {
		return p.Words.History.Bars(p.counted())
	}
	return p.Words.History.BarsPart(p.counted())
}

// barHeight is how high the bars' picture is, in its own units.
const barHeight = 40

// bars returns the bars as a picture: each that has changes leads to them, and behind them are
// the stretches of which something is not known.
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

// none says that there is nothing on the page.
func (p ChangesPage) none() string {
	if p.Older != "" {
		return p.Words.History.NoneYet
	}
	return p.Words.History.NoChanges
}

// over returns the first gap of which a part lies in a bar's stretch; nil for none.
func (c Complete) over(bar Bar) *Gap {
	for i, gap := range c.Gaps {
		from, to := gap.From, gap.To
		if !to.IsZero() && to.Before(from) { // clocks step back
			from, to = to, from
		}
		if from.Before(bar.To) && !to.Before(bar.From) {
			return &c.Gaps[i]
		}
	}
	return nil
}

// gapText says what is not known, and why.
func gapText(s views.Shell, g Gap) string {
	from, to, why := gapParts(s, g)
	if g.From.IsZero() {
		return from + views.ISO(g.To) + why
	}
	return from + views.ISO(g.From) + to + views.ISO(g.To) + why
}

// gapParts returns what stands before, between and after the times of that; there is nothing
// between them where the gap has no beginning.
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

// proof says how complete a list is.
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
