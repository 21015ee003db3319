package people

import "zkweb/web/views"

// endLabel tells the buttons of a page apart for those who hear them.
func endLabel(s ConsoleSession) string {
	who := "a browser"
	if len(s.SignIns) > 0 {
		who = orAnonymous(s.SignIns[0].User)
	}
	return "End the session " + s.ID + " of " + who
}

// signInWords is what is known of a sign-in beside the name.
func signInWords(s SessionSignIn) string {
	words := views.Visible(s.User.Role) + " in " + s.Cluster + " · from " + views.Visible(s.Address)
	if s.User.Anonymous() {
		return words
	}
	return views.VerifiedWords(s.User) + " · " + words
}

func orAnonymous(user views.User) string {
	if user.Name == "" {
		return "somebody anonymous"
	}
	return views.Visible(user.Name)
}
