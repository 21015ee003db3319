package trail

import (
	"context"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	view "zkweb/web/views/history"
	"zkweb/web/views/trail"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

const (
	shownOutside = 20 // how many changes of a cluster that bypassed the console are shown: the newest
	outsideTime  = 400 * time.Millisecond
)

// outside returns, by cluster, the changes that bypassed the console in the time span of the page.
// It returns none for pages after the first, or if the query has a criterion that only the trail
// knows.
func (h *Handlers) outside(ctx context.Context, c echo.Context, guards []*guard.Guard, query trail.Query) (all []trail.Outside) {
	path, err := znode.ParsePath(query.Path)
	if query.Path == "" {
		path, err = znode.Root, nil
	}
	if err != nil || query.Event != "" || query.Outcome != "" || query.Revealed != "" || query.After != "" {
		return nil
	}
	until := time.Now().Add(outsideTime)
	for _, guard := range guardsOf(guards, query.Cluster) {
		verdict := guard.Decide(people.Read, path)
		past := guard.Past()
		if past == nil || verdict != people.Allowed && verdict != people.OnTheWay || query.Cluster != "" && guard.Cluster() != query.Cluster {
			continue
		}
		all = append(all, h.outsideOf(ctx, c, past, path, query, until))
	}
	return all
}

func (h *Handlers) outsideOf(ctx context.Context, c echo.Context, past *guard.Past, path znode.Path, query trail.Query, until time.Time) trail.Outside {
	said := trail.Outside{Cluster: past.Cluster(), URL: h.Links.Changes(past.Cluster(), path) + outsideQuery(query).String()}
	found, err := past.Outside(ctx, path, query.From, query.To, shownOutside, until, func(v guard.Version) bool {
		who, _ := past.Who(v.Session, v.By)
		return query.User == "" || strings.EqualFold(who, query.User)
	})
	if err != nil {
		said.Problem = site.ProblemOf(c, history.Explain(err)).Message
		return said
	}
	said.More, said.Gaps = found.More, len(found.Complete.Gaps)+found.Complete.Older > 0
	if len(found.Complete.Spans) > 0 {
		said.Proof = string(found.Complete.Weakest())
	}
	for _, v := range found.Versions {
		who, sure := past.Who(v.Session, v.By)
		said.Rows = append(said.Rows, trail.OutsideRow{
			Time: time.UnixMilli(v.Time).UTC(), Op: string(v.Verb), Cause: string(v.Cause), Path: v.Path.String(), Who: who, Sure: sure, From: past.Where(v.Session, v.By), Session: v.Session,
			URL: h.Links.Versions(past.Cluster(), v.Path), TransactionURL: h.Links.ChangesOf(past.Cluster(), path, v.Zxid),
		})
	}
	return said
}

// outsideQuery returns the query of the history that finds all of them.
func outsideQuery(query trail.Query) view.Query {
	q := view.Query{Who: query.User, Outside: view.OnlyOutside}
	if !query.From.IsZero() {
		q.From = query.From.Format(time.RFC3339)
	}
	if !query.To.IsZero() {
		q.To = query.To.Add(-time.Second).Format(time.RFC3339) // both seconds are inclusive
	}
	return q
}
