package sessions

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/sessions"
	"zkweb/zkconn/znode"
)

// Show shows one session and the znodes that it holds and that the person may list.
func (h *Handlers) Show(c echo.Context, v site.Visit) error {
	id, ok := parseID(c.Param("id"))
	if !ok {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeSessionID}
	}
	query, err := readQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	s, err := h.look(c, v, query.Watches)
	if err != nil {
		return err
	}
	client, ok := s.census.Client(id)
	if !ok && s.census.Complete() {
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeSessionUnknown}
	}
	client.Session = id
	v.Guard.Traced(znode.Root, map[string]string{"session": views.Hex(id)})
	shown := sessions.SessionPage{
		Query: query, Row: s.row(client), Asked: s.census.Asked, Told: s.census.Ephemerals, Old: s.old(site.WordsOf(c)), Missing: s.missing(site.WordsOf(c)),
	}
	var held []string
	shown.Holds, held = s.part(client.Ephemerals, query)
	if s.watchers != nil {
		watched := slices.Sorted(slices.Values(s.watchers.BySession[id]))
		var part []string
		shown.Watches, part = s.part(watched, query)
		h.fill(c, v, s, &shown.Watches, part)
	}
	h.fill(c, v, s, &shown.Holds, held)
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, s.sessionJSON(c, shown))
	}
	shown.Shell = h.Shell(c, v.Cluster.Name)
	if h.Rules.HasHistory(v.Cluster.Name) {
		shown.LifeURL = h.Links.Changes(v.Cluster.Name, znode.Root) + "?session=" + views.Hex(id)
	}
	return site.Render(c, http.StatusOK, shown)
}

// part returns the page of paths that the query asks for.
func (s seen) part(all []string, query sessions.Query) (sessions.Paths, []string) {
	if query.Filter != "" {
		text := strings.ToLower(query.Filter)
		all = slices.DeleteFunc(slices.Clone(all), func(path string) bool { return !strings.Contains(strings.ToLower(path), text) })
	}
	of, next := page(all, query.After, query.Limit)
	return sessions.Paths{Total: len(all), Next: next}, of
}

// fill adds the paths of a page that may be shown, and counts the others.
func (h *Handlers) fill(c echo.Context, v site.Visit, s seen, paths *sessions.Paths, of []string) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	var inside []znode.Path
	for _, path := range of {
		if below, ok := s.below(path); ok {
			inside = append(inside, below)
		}
	}
	paths.Shown = v.Listable(ctx, inside)
	paths.Hidden = len(of) - len(paths.Shown)
}

// parseID parses a session ID, either as 0x… as ZooKeeper's tools write it, or in decimal.
func parseID(text string) (int64, bool) {
	if hex, ok := strings.CutPrefix(text, "0x"); ok {
		id, err := strconv.ParseUint(hex, 16, 64)
		return int64(id), err == nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil
}
