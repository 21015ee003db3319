package views

import (
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

func documentTitle(s Shell, d Document) string {
	title := Visible(d.Title)
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
		return Hex(status.Session)
	}
	return server + " · " + Hex(status.Session)
}

func SignedInAs(user User) string {
	switch {
	case !user.SignedIn:
		return "not signed in"
	case user.Anonymous():
		return "anonymous"
	}
	return "as " + Visible(user.Name)
}

// VerifiedWords says whether it is known that the user is who they say.
func VerifiedWords(user User) string {
	if user.Verified {
		return "verified"
	}
	return "not verified"
}

func OrDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func sessionOrDash(session int64) string {
	if session == 0 {
		return "–"
	}
	return Hex(session)
}

// ReasonLabel is the label of the field for a reason.
func ReasonLabel(required bool) string {
	if required {
		return "Reason"
	}
	return "Reason (optional)"
}

// BoxRows is how high a text box is: its lines and one more, within reason.
func BoxRows(text string) string {
	return strconv.Itoa(min(max(strings.Count(text, "\n")+2, 8), 24))
}

// Ensemble is a cluster's connection string, spaced out for reading.
func Ensemble(cluster ClusterLink) string {
	return JoinVisible(cluster.Servers) + Visible(cluster.Chroot)
}

// JoinVisible is texts in a row, made visible.
func JoinVisible(texts []string) string { return Visible(strings.Join(texts, ", ")) }
