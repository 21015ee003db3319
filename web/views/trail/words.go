package trail

import (
	"cmp"
	"strings"

	"zkweb/web/views"
	"zkweb/web/words"
)

// noEntries says why there are none.
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

// older leads on; it says that a search goes on which stopped early.
func (p Page) older() string {
	if p.Partial {
		return p.Words.Trail.SearchOlder
	}
	return p.Words.Trail.Older
}

// known returns what is known of the person beside the name.
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

// event says what happened; an event of another version says its id.
func event(w *words.Words, id string) string { return cmp.Or(w.Trail.Events[id], id) }

// outcome says how it went; an outcome of another version says its id.
func outcome(w *words.Words, id string) string { return cmp.Or(w.Trail.Outcomes[id], id) }

func clusterName(_ *words.Words, name string) string { return name }
