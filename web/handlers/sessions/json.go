package sessions

import (
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/sessions"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// JSON is a list of sessions.
type JSON struct {
	Sessions []JSONSession `json:"sessions"`
	Total    int           `json:"total"`
	Matched  int           `json:"matched"`
	Next     *string       `json:"next"` // the value of after= for the next page
	Asked    time.Time     `json:"asked"`
	From     *JSONFrom     `json:"ephemerals_from"` // null if no server told
	Watches  []JSONWatches `json:"watches"`
	Missing  []JSONMissing `json:"missing"`
}

// JSONSession is a session.
type JSONSession struct {
	Session       string     `json:"session"`
	Address       string     `json:"address"`
	Server        string     `json:"server"`
	Who           string     `json:"who"`
	Console       bool       `json:"console"` // whether the session is one of this console's
	Own           bool       `json:"own"`
	Connected     *bool      `json:"connected"` // null if not all servers answered, or not all are listed
	Since         *time.Time `json:"since"`
	LastSeen      *time.Time `json:"last_seen"`
	Timeout       int64      `json:"timeout"` // in milliseconds
	Received      int64      `json:"received"`
	Sent          int64      `json:"sent"`
	Queued        int        `json:"queued"`
	LastOperation string     `json:"last_operation"`
	Ephemerals    *int       `json:"ephemerals"` // null if no server told
	Watches       *int       `json:"watches"`    // null unless asked for
}

// JSONOne is one session with the znodes that it holds.
type JSONOne struct {
	JSONSession
	Paths    []string      `json:"paths"`
	Hidden   int           `json:"hidden"`
	Next     *string       `json:"next"`
	Watching *JSONWatching `json:"watching"`        // null unless asked for
	From     *JSONFrom     `json:"ephemerals_from"` // null if no server told
	Missing  []JSONMissing `json:"missing"`
}

// JSONFrom is the server that listed the ephemeral znodes.
type JSONFrom struct {
	Server  string   `json:"server"`
	Changes *int64   `json:"behind"` // how many changes it is behind the leader; null if not known
	Behind  *float64 `json:"behind_seconds"`
}

// JSONWatching lists the znodes that a session watches.
type JSONWatching struct {
	Paths  []string `json:"paths"`
	Hidden int      `json:"hidden"`
	Next   *string  `json:"next"`
}

// JSONWatches counts the watches of a server.
type JSONWatches struct {
	Server      string `json:"server"`
	Connections int    `json:"connections"`
	Paths       int    `json:"paths"`
	Watches     int    `json:"watches"`
}

// JSONMissing is something that a server did not tell, and why.
type JSONMissing struct {
	Server  string     `json:"server"`
	Word    string     `json:"word"`
	Code    znode.Code `json:"code"`
	Message string     `json:"message"`
}

func (s seen) json(c echo.Context, query sessions.Query, rows []sessions.Row, matched, next int) JSON {
	answer := JSON{
		Sessions: make([]JSONSession, 0, len(rows)), Total: len(s.census.Clients), Matched: matched, Next: cursor(next), Asked: s.census.Asked.UTC(), From: s.fromJSON(),
		Watches: []JSONWatches{}, Missing: s.missingJSON(site.WordsOf(c)),
	}
	for _, row := range rows {
		answer.Sessions = append(answer.Sessions, s.rowJSON(row))
	}
	for _, w := range s.census.Watches {
		answer.Watches = append(answer.Watches, JSONWatches{w.Server, w.Connections, w.Paths, w.Watches})
	}
	return answer
}

func (s seen) rowJSON(row sessions.Row) JSONSession {
	answer := JSONSession{
		Session: row.ID(), Address: row.Address, Server: row.Server, Who: row.Who, Console: row.Ours, Own: row.Own,
		Since: timeJSON(row.Since), LastSeen: timeJSON(row.LastSeen), Timeout: row.Timeout.Milliseconds(),
		Received: row.Received, Sent: row.Sent, Queued: row.Queued, LastOperation: row.LastOp,
	}
	if connected := row.Server != ""; connected || row.Gone {
		answer.Connected = &connected
	}
	if s.census.Ephemerals {
		answer.Ephemerals = &row.Ephemerals
	}
	if s.watchers != nil {
		answer.Watches = &row.Watches
	}
	return answer
}

func (s seen) sessionJSON(c echo.Context, page sessions.SessionPage) JSONOne {
	answer := JSONOne{
		JSONSession: s.rowJSON(page.Row), Paths: texts(page.Holds.Shown), Hidden: page.Holds.Hidden, Next: cursor(page.Holds.Next),
		From: s.fromJSON(), Missing: s.missingJSON(site.WordsOf(c)),
	}
	if s.watchers != nil {
		answer.Watching = &JSONWatching{texts(page.Watches.Shown), page.Watches.Hidden, cursor(page.Watches.Next)}
	}
	return answer
}

func (s seen) fromJSON() *JSONFrom {
	if !s.census.Ephemerals {
		return nil
	}
	from := s.census.From
	answer := &JSONFrom{Server: from.Server}
	if seconds := from.Behind.Seconds(); from.Known {
		answer.Changes, answer.Behind = &from.Changes, &seconds
	}
	return answer
}

// old returns a sentence on how outdated the list of ephemeral znodes is, or "" if it is up to
// date.
func (s seen) old(w *words.Words) string {
	switch from := s.census.From; {
	case !s.census.Ephemerals, from.UpToDate():
		return ""
	case from.Known:
		return w.Sessions.Behind(from.Server, from.Changes, from.Behind)
	default:
		return w.Sessions.PerhapsBehind(from.Server)
	}
}

func (s seen) missingJSON(w *words.Words) []JSONMissing {
	answer := []JSONMissing{}
	for _, missing := range s.allMissing() {
		answer = append(answer, JSONMissing{missing.Server, missing.Word, missing.Why, s.sentence(w, missing)})
	}
	return answer
}

// missing returns what servers did not tell: one sentence for each reason, with the servers and
// words that it applies to.
func (s seen) missing(w *words.Words) []string {
	byServer := group(s.allMissing(), func(m, of cluster.Missing) bool {
		return m.Server == of.Server && m.Why == of.Why && m.Admin == of.Admin
	}, func(into *cluster.Missing, m cluster.Missing) { into.Word += ", " + m.Word })
	byReason := group(byServer, func(m, of cluster.Missing) bool {
		return m.Word == of.Word && m.Why == of.Why && m.Admin == of.Admin
	}, func(into *cluster.Missing, m cluster.Missing) { into.Server += ", " + m.Server })
	var sentences []string
	for _, missing := range byReason {
		sentences = append(sentences, s.sentence(w, missing))
	}
	return sentences
}

// group joins the elements that are alike, in the order of the first of each.
func group(all []cluster.Missing, alike func(m, of cluster.Missing) bool, join func(into *cluster.Missing, m cluster.Missing)) (grouped []cluster.Missing) {
	for _, m := range all {
		if at := slices.IndexFunc(grouped, func(of cluster.Missing) bool { return alike(m, of) }); at >= 0 {
			join(&grouped[at], m)
		} else {
			grouped = append(grouped, m)
		}
	}
	return grouped
}

func (s seen) allMissing() []cluster.Missing {
	all := slices.Clone(s.census.Missing)
	if s.isPart() {
		all = append(all, cluster.Missing{Word: "cons", Why: znode.CodeSessionsPart})
	}
	if s.watchers != nil {
		all = append(all, s.watchers.Missing...)
	}
	return all
}

// isPart reports whether a client may be connected to a server that the console does not list.
func (s seen) isPart() bool {
	return !s.all() && slices.ContainsFunc(s.census.Clients, func(client cluster.Client) bool {
		return !client.Connected() && s.of > 0 || s.census.Unconnected(client) // otherwise the reason is a server that did not answer cons
	})
}

func (s seen) sentence(w *words.Words, missing cluster.Missing) string {
	return w.Of(missing.Why, znode.Args{
		"server": missing.Server, "word": missing.Word, "admin": string(missing.Admin), "listed": strconv.Itoa(s.listed), "servers": strconv.Itoa(s.of),
	})
}

func texts(paths []znode.Path) []string {
	all := make([]string, len(paths))
	for i, path := range paths {
		all[i] = path.String()
	}
	return all
}

func cursor(next int) *string {
	if next == 0 {
		return nil
	}
	text := strconv.Itoa(next)
	return &text
}

func timeJSON(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
