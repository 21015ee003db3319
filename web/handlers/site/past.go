package site

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// Histories has the histories of clusters, by the cluster's name.
type Histories map[string]*history.Store

// Of returns the histories of the given clusters in the form that guard.Rules takes.
func (h Histories) Of(clusters []cluster.Cluster) map[string]guard.History {
	all := map[string]guard.History{}
	for _, c := range clusters {
		if store := h[c.Name]; store != nil {
			all[c.Name] = guard.History{Store: store, Root: c.Chroot}
		}
	}
	return all
}

// Past returns the access to the past of a visit's cluster. It fails with NotFound if the console
// has no history of the cluster.
func (*Site) Past(v Visit) (*guard.Past, error) {
	if past := v.Guard.Past(); past != nil {
		return past, nil
	}
	return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryOff}
}

// ReadMoment parses a moment of the past: a zxid, as ZooKeeper's tools write it, or a time. It
// fails with Invalid, and with NotFound for a time before the history begins.
func ReadMoment(ctx context.Context, past *guard.Past, text string) (zxid int64, err error) {
	zxid, at, err := readMoment(text)
	if err == nil && !at.IsZero() {
		zxid, err = past.ZxidAt(ctx, at)
	}
	return zxid, history.Explain(err)
}

// Span is a span of the past: the transactions of its Window for which Has returns true. If a clock
// was set, the Window may contain transactions whose own times are outside the span.
type Span struct {
	Window     history.Window
	first, end int64 // in seconds since 1970, first inclusive and end exclusive; 0 for no limit
}

// ReadSpan parses the moments at which a span begins and ends, both inclusive; "" is no limit. It
// fails like ReadMoment, but a time before the history is an error only for the end.
func ReadSpan(ctx context.Context, past *guard.Past, from, to string) (s Span, err error) {
	var at time.Time
	if from != "" {
		if s.Window.From, at, err = readMoment(from); err == nil && !at.IsZero() {
			s.first = at.Unix()
			s.Window.From, err = past.ZxidSince(ctx, at)
		}
	}
	if to != "" && err == nil {
		if s.Window.To, at, err = readMoment(to); err == nil && !at.IsZero() {
			s.end = at.Unix() + 1
			s.Window.To, err = past.ZxidAt(ctx, at)
		}
		if err == nil && s.Window.To == 0 { // 0 would mean no limit
			err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryBefore}
		}
	}
	return s, history.Explain(err)
}

// Has reports whether a transaction of the window belongs to the span, by its time in milliseconds
// since 1970.
func (s Span) Has(ms int64) bool {
	return (s.first == 0 || ms/1000 >= s.first) && (s.end == 0 || ms/1000 < s.end)
}

// PlainMoment returns a moment as links write it: a time in UTC, or else the text unchanged.
func PlainMoment(text string) string {
	if _, at, err := readMoment(text); err == nil && !at.IsZero() {
		return at.UTC().Format(time.RFC3339)
	}
	return text
}

// readMoment parses a zxid or a time, and returns zero for the other one. A time without a zone is
// in UTC, and one without a date is today.
func readMoment(text string) (zxid int64, at time.Time, err error) {
	if hex, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		if id, err := strconv.ParseUint(hex, 16, 63); err == nil {
			return int64(id), at, nil
		}
	}
	written := strings.Replace(text, " ", "T", 1)
	if len(written) <= len(time.TimeOnly) {
		written = time.Now().UTC().Format(time.DateOnly) + "T" + written
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if at, err := time.Parse(form, written); err == nil {
			return 0, at, nil
		}
	}
	return 0, at, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryMoment}
}

// At is the moment of the past that a request is about.
type At struct {
	Asked int64 // a zxid
	guard.Moment
	path    znode.Path
	past    *guard.Past
	present *guard.Guard
}

// Present returns the guard of the present.
func (v Visit) Present() *guard.Guard {
	if v.At != nil {
		return v.At.present
	}
	return v.Guard
}

// Links returns links whose pages stay at the visit's moment.
func (v Visit) Links(links views.Links) views.Links {
	if v.At != nil {
		links.At = views.Hex(v.At.Asked)
	}
	return links
}

const atKey = "at" // key of an echo.Context: the *At that the request is about

// LinksIn returns links whose pages stay at the moment that a request is about.
func LinksIn(c echo.Context, links views.Links) views.Links {
	at, _ := c.Get(atKey).(*At)
	return Visit{At: at}.Links(links)
}

// goBack gives a visit the guard of the moment in at=, if the URL has it. It fails if the page
// knows only the present, which must not be mistaken for the past.
func (s *Site) goBack(c echo.Context, route *Route, v *Visit) error {
	text := c.QueryParam("at")
	if v.Guard == nil || text == "" || route.ReadsAt {
		return nil
	}
	if !route.Past {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryNow}
	}
	ctx, cancel := Deadline(c)
	defer cancel()
	past, err := s.Past(*v)
	if err != nil {
		return err
	}
	at := &At{path: v.Path, past: past, present: v.Guard}
	if at.Asked, err = ReadMoment(ctx, past, text); err != nil {
		return history.Explain(err)
	}
	if v.Guard, at.Moment, err = past.At(ctx, at.Asked); err != nil {
		return history.Explain(err)
	}
	v.At = at
	c.Set(atKey, at)
	return nil
}

// EnterThen is like Enter, but with at= in the URL the guard is that of the moment.
func (s *Site) EnterThen(c echo.Context, v *Visit) error {
	if err := s.Enter(c, v); err != nil {
		return err
	}
	return s.goBack(c, RouteOf(c), v)
}

// showPast makes a page say that it shows the past, and keeps its links there.
func (s *Site) showPast(c echo.Context, shell *views.Shell) {
	at, _ := c.Get(atKey).(*At)
	if at == nil {
		return
	}
	shell.Links = LinksIn(c, shell.Links)
	shell.Past = &views.Past{
		Zxid: at.Asked, Time: at.Time, NowURL: s.Links.Node(shell.Cluster, at.path),
		CompareURL: views.Join(shell.Links.Compare(shell.Cluster, at.path), "?"+url.Values{"with": {at.path.String()}}.Encode()),
	}
	shell.Past.Complete = shell.Words.History.Proofs[""]
	if complete, err := at.complete(c); err == nil {
		shell.Past.Complete = completeAt(complete, at.Asked, shell.Words.History)
	}
	if s.Rules.AllowWrites && at.present.Decide(people.Create, at.path) == people.Allowed {
		shell.Past.BringURL = s.Links.BringBack(shell.Cluster, at.path) + "?at=" + views.Hex(at.Asked)
	}
}

// complete returns how complete the history is up to the moment.
func (at *At) complete(c echo.Context) (history.Complete, error) {
	ctx, cancel := Deadline(c)
	defer cancel()
	return at.past.Complete(ctx, 0, at.Asked)
}

// completeAt returns a sentence on how certain the tree as of a zxid is, given how complete the
// history is up to it. After a gap only a digest proves that the tree is the ensemble's, and within
// a gap nothing does.
func completeAt(c history.Complete, zxid int64, words words.History) string {
	if len(c.Spans) == 0 {
		return words.Proofs[""]
	}
	proof := c.Spans[len(c.Spans)-1].Proof
	missing := len(c.Gaps) > 0
	if missing && proof == txnlog.ProofDigest {
		missing = uint64(c.Gaps[len(c.Gaps)-1].Before) > uint64(zxid)
	}
	if missing && words.ButGaps[string(proof)] != "" {
		return words.PastGaps
	}
	return words.Proofs[string(proof)]
}
