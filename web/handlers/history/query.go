package history

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	view "zkweb/web/views/history"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// asked is which changes are asked for.
type asked struct {
	typed   view.Query
	window  history.Window
	session int64 // 0 for any
	limit   int
}

var verbs = []string{string(history.Create), string(history.Set), string(history.SetACL), string(history.Delete)}

// readAsked reads from=, to=, op=, who=, match=, session=, after= and limit=. Its error
// is of kind Invalid, or NotFound for a time before the history.
func readAsked(ctx context.Context, c echo.Context, past *guard.Past) (asked, error) {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return asked{}, err
	}
	get := func(name string) string { return strings.TrimSpace(values.Get(name)) }
	q := asked{typed: view.Query{
		From: get("from"), To: get("to"), Op: get("op"), Who: get("who"), Match: get("match"), Session: get("session"), After: get("after"),
	}}
	if q.limit, err = readLimit(c, usualChanges); err != nil {
		return q, err
	}
	if q.typed.Op != "" && !slices.Contains(verbs, q.typed.Op) {
		return q, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryVerb, Args: znode.Args{"verbs": strings.Join(verbs, ", ")}}
	}
	if q.typed.From != "" {
		q.window.From, err = site.ReadSince(ctx, past, q.typed.From)
	}
	if q.typed.To != "" && err == nil {
		q.window.To, err = site.ReadMoment(ctx, past, q.typed.To)
	}
	if q.typed.Session != "" && err == nil {
		q.session, err = readSession(q.typed.Session)
	}
	if q.typed.After != "" && err == nil {
		q.window.After, err = readPlace(q.typed.After)
	}
	return q, err
}

func readSession(text string) (int64, error) {
	hex, ok := strings.CutPrefix(strings.ToLower(text), "0x")
	id, err := strconv.ParseUint(hex, 16, 64)
	if !ok || err != nil {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindOwner}
	}
	return int64(id), nil
}

// placeText is a place in the order of changes, for after=.
func placeText(p history.Place) string { return fmt.Sprintf("%#x.%d", uint64(p.Zxid), p.Op) }

func readPlace(text string) (*history.Place, error) {
	zxid, op, ok := strings.Cut(strings.TrimPrefix(text, "0x"), ".")
	z, err := strconv.ParseUint(zxid, 16, 63)
	o, err2 := strconv.ParseUint(op, 10, 31)
	if !ok || err != nil || err2 != nil {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryMoment}
	}
	return &history.Place{Zxid: int64(z), Op: int64(o)}, nil
}

// fits reports whether a change is one of those that are asked for.
func (q asked) fits(past *guard.Past, v guard.Version) bool {
	if q.typed.Op != "" && string(v.Verb) != q.typed.Op || q.session != 0 && v.Session != q.session {
		return false
	}
	if q.typed.Match != "" && !matches(q.typed.Match, v.Path.String()) {
		return false
	}
	if q.typed.Who == "" {
		return true
	}
	who, _ := past.Who(v.Session, v.By)
	return strings.EqualFold(who, q.typed.Who) || strings.EqualFold(fmt.Sprintf("%#x", uint64(v.Session)), q.typed.Who)
}

// matches reports whether a path has a pattern's parts in their order, whatever the case;
// * stands for any characters.
func matches(pattern, path string) bool {
	pattern, path = strings.ToLower(pattern), strings.ToLower(path)
	for part := range strings.SplitSeq(pattern, "*") {
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return true
}
