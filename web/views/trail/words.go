package trail

import (
	"cmp"
	"strings"

	"zkweb/web/views"
	"zkweb/web/words"
)

// noEntries says why there are no entries.
func (p Page) noEntries() string {
	switch {
	case p.Partial:
		return p.Words.Trail.NothingYet
	case p.Query.After != "":
		return p.Words.Trail.NoOlder
	case p.Query.filters():
		return p.Words.Trail.NoMatch
	}
	return p.Words.Trail.Empty
}

// older returns the label of the link to older entries, which says if it continues a search that
// stopped early.
func (p Page) older() string {
	if p.Partial {
		return p.Words.Trail.SearchOlder
	}
	return p.Words.Trail.Older
}

// known returns what is known about the person, except the name.
func (e Entry) known(w *words.Words) string {
	var known []string
	if e.Who != "" {
		known = append(known, views.User{Verified: e.Verified}.VerifiedWords(w))
	}
	for _, fact := range []string{e.Role, e.Address} {
		if fact != "" {
			known = append(known, views.Visible(fact))
		}
	}
	return strings.Join(known, " · ")
}

// event returns the words for an event; its ID if it is of another version.
func event(w *words.Words, id string) string { return cmp.Or(w.Trail.Events[id], id) }

// outcome returns the words for an outcome; its ID if it is of another version.
func outcome(w *words.Words, id string) string { return cmp.Or(w.Trail.Outcomes[id], id) }

func clusterName(_ *words.Words, name string) string { return name }
