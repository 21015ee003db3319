package views

import "strings"

func noEntries(p AuditPage) string {
	switch {
	case p.Partial:
		return "Nothing was found so far."
	case p.Query.filters() || p.Query.After != "":
		return "No entry of the trail is like that."
	}
	return "The trail is empty."
}

// auditWho is what is known of who did it beside the name.
func auditWho(e AuditEntry) string {
	var words []string
	if e.Who != "" && e.Verified {
		words = append(words, "verified")
	} else if e.Who != "" {
		words = append(words, "not verified")
	}
	for _, known := range []string{e.Role, e.Address} {
		if known != "" {
			words = append(words, Visible(known))
		}
	}
	return strings.Join(words, " · ")
}
