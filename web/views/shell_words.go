package views

import (
	"zkweb/zkconn/znode"
)

func documentTitle(s Shell, d document) string {
	title := Visible(d.title)
	if s.Cluster != "" {
		title += " — " + s.Cluster
	}
	return title + " — zkweb"
}

// stateWords says a state as the page shows it; console.js has the same words.
func stateWords(state znode.State) string {
	switch state {
	case znode.Connected:
		return "Connected"
	case znode.Suspended:
		return "Reconnecting"
	}
	return "Session lost"
}

// via is the server and the session, as far as they are known.
func via(status znode.Status) string {
	server := Visible(status.Server)
	switch {
	case status.Session == 0:
		return server
	case server == "":
		return hex(status.Session)
	}
	return server + " · " + hex(status.Session)
}

func signedInAs(user User) string {
	switch {
	case !user.SignedIn:
		return "not signed in"
	case user.Anonymous():
		return "anonymous"
	}
	return "as " + Visible(user.Name)
}

// verifiedWords says whether it is known that the user is who they say.
func verifiedWords(user User) string {
	if user.Verified {
		return "verified"
	}
	return "not verified"
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func sessionOrDash(session int64) string {
	if session == 0 {
		return "–"
	}
	return hex(session)
}
