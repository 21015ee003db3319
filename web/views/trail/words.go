package trail

import (
	"strings"

	"zkweb/web/views"
)

func noEntries(p Page) string {
	switch {
	case p.Partial:
		return "Nothing was found so far."
	case p.Query.After != "":
		return "There are no older entries."
	case p.Query.filters():
		return "No entry of the trail matches this filter. Leave a field empty to find more."
	}
	return "The trail is empty. It fills as people sign in, look at znodes and change them."
}

// olderWords say that a search goes on which stopped early.
func olderWords(p Page) string {
	if p.Partial {
		return "Search older entries"
	}
	return "Older"
}

// auditWho is what is known of who did it beside the name.
func auditWho(e Entry) string {
	var words []string
	if e.Who != "" && e.Verified {
		words = append(words, "verified")
	} else if e.Who != "" {
		words = append(words, "not verified")
	}
	for _, known := range []string{e.Role, e.Address} {
		if known != "" {
			words = append(words, views.Visible(known))
		}
	}
	return strings.Join(words, " · ")
}
