package history

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
)

// The elements of an Atom feed (RFC 4287).
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Link    atomLink    `xml:"link"`
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

// sendAtom sends changes as an Atom feed: what happened to which znode, never data.
func (h *Handlers) sendAtom(c echo.Context, v site.Visit, past *guard.Past, f found) error {
	said := site.WordsOf(c).History
	root := "tag:zkweb,2026:" + v.Cluster.Name
	feed := atomFeed{
		Title: said.FeedTitle(v.Cluster.Name, views.Visible(v.Path.String())), ID: root + ":" + v.Path.String(), Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Link: atomLink{Href: h.Links.Changes(v.Cluster.Name, v.Path)},
	}
	for i, version := range f.versions {
		at := time.UnixMilli(version.Time).UTC().Format(time.RFC3339)
		if i == 0 {
			feed.Updated = at
		}
		who, _ := past.Who(version.Session, version.By)
		if who == "" {
			who = views.Hex(version.Session)
		}
		feed.Entries = append(feed.Entries, atomEntry{
			Title: said.Ops[string(version.Verb)] + ": " + views.Visible(version.Path.String()), ID: fmt.Sprintf("%s:%s", root, placeText(version.Place())), Updated: at,
			Author: atomAuthor{views.Visible(who)}, Link: atomLink{Href: h.Links.NodeAt(v.Cluster.Name, version.Path, version.Zxid)},
		})
	}
	text, err := xml.Marshal(feed)
	if err != nil {
		return err
	}
	site.NameLanguage(c)
	return c.Blob(http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), text...))
}
