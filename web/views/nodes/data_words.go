package nodes

import "zkweb/web/views"

func maskedWords(m Masked) string {
	words := views.Counted(m.Count, "value looks", "values look") + " like a secret and " + isOrAre(m.Count) + " masked."
	if m.Whole {
		words = "All of this data is masked: it, or the znode's path, looks like a secret's."
	}
	if m.Why != "" {
		words += " " + views.Visible(m.Why)
	}
	return words
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
