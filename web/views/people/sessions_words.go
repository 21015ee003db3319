package people

import (
	"zkweb/web/views"
	"zkweb/web/words"
)

// endLabel returns a label that tells the buttons of the page apart for screen readers.
func endLabel(w *words.Words, s ConsoleSession) string {
	who := w.SignIns.Browser
	if len(s.SignIns) > 0 {
		if who = views.Visible(s.SignIns[0].User.Name); who == "" {
			who = w.SignIns.Nobody
		}
	}
	return w.SignIns.EndLabel(s.ID, who)
}

// signInWords returns what is known about a sign-in, except the name.
func signInWords(w *words.Words, s SessionSignIn) string {
	known := w.SignIns.SignIn(views.Visible(s.User.Role), s.Cluster, views.Visible(s.Address))
	if s.User.Anonymous() {
		return known
	}
	return s.User.VerifiedWords(w) + " · " + known
}
