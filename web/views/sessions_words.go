package views

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
	words := Visible(s.User.Role) + " in " + s.Cluster + " · from " + Visible(s.Address)
	if s.User.Anonymous() {
		return words
	}
	return verifiedWords(s.User) + " · " + words
}

func orAnonymous(user User) string {
	if user.Name == "" {
		return "somebody anonymous"
	}
	return Visible(user.Name)
}
