package history

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// The elements of an Atom feed (RFC 4287).
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title   string     `xml:"title"`
	ID      string     `xml:"id"`
	Updated string     `xml:"updated"`
	Author  atomAuthor `xml:"author"`
	Link    atomLink   `xml:"link"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

// sendAtom sends changes as a paged Atom feed: which znode was changed, and how, but never data.
func (h *Handlers) sendAtom(ctx context.Context, c echo.Context, v site.Visit, past *guard.Past, q asked, f found) error {
	said := site.WordsOf(c).History
	root := "tag:zkweb,2026:" + v.Cluster.Name
	page := func(after, format string) string {
		return h.Links.Changes(v.Cluster.Name, v.Path) + q.typed.Page(after, format)
	}
	feed := atomFeed{
		Title: said.FeedTitle(v.Cluster.Name, views.Visible(v.Path.String())), ID: root + ":" + escaped(v.Path) + q.typed.Page("", ""),
		Links: []atomLink{{"self", page(q.typed.After, "atom")}, {"alternate", page(q.typed.After, "")}},
	}
	if f.next != "" {
		feed.Links = append(feed.Links, atomLink{"next", page(f.next, "atom")})
	}
	ids := map[string]int{}
	for _, version := range f.versions {
		who, _ := past.Who(version.Session, version.By)
		if who == "" {
			who = views.Hex(version.Session)
		}
		id := fmt.Sprintf("%s:%s:%s:%s", root, views.Hex(version.Zxid), version.Verb, escaped(version.Path))
		if _, met := ids[id]; !met && q.after != nil && version.Zxid == q.after.zxid {
			var err error
			if ids[id], err = newerAlike(ctx, past, version); err != nil {
				return history.Explain(err)
			}
		}
		if ids[id]++; ids[id] > 1 { // a transaction may change a znode several times
			id += fmt.Sprintf(":%d", ids[id])
		}
		feed.Entries = append(feed.Entries, atomEntry{
			Title: said.FeedEntry(said.Ops[string(version.Verb)], views.Visible(version.Path.String())), ID: id, Updated: atomTime(version.Time),
			Author: atomAuthor{views.Visible(who)}, Link: atomLink{"alternate", h.Links.NodeAt(v.Cluster.Name, version.Path, version.Zxid)},
		})
	}
	feed.Updated = atomTime(0)
	if len(f.versions) > 0 {
		feed.Updated = atomTime(f.versions[0].Time) // of the newest change, even if a clock stepped back and an older one has a later time
	}
	text, err := xml.Marshal(feed)
	if err != nil {
		return err
	}
	site.NameLanguage(c)
	return c.Blob(http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), text...))
}

// newerAlike counts changes of the same kind that the same transaction made to the same znode after
// this one, and that the person may know of. They are on an earlier page if the transaction spans
// several.
func newerAlike(ctx context.Context, past *guard.Past, of guard.Version) (count int, err error) {
	for limit := usualVersions; ; limit *= 2 {
		versions, err := past.Versions(ctx, of.Path, of.Zxid, limit)
		if err != nil {
			return 0, err
		}
		count = 0
		for _, v := range versions {
			if v.Is(of.Change) {
				return count, nil
			}
			if v.Verb == of.Verb {
				count++
			}
		}
		if len(versions) < limit {
			return count, nil
		}
	}
}

func atomTime(ms int64) string {
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// escaped returns a path as it may stand in an IRI.
func escaped(path znode.Path) string { return (&url.URL{Path: path.String()}).EscapedPath() }
