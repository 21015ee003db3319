package views

import (
	"slices"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// User is who is signed in to one cluster.
type User struct {
	SignedIn bool
	Name     string       // "" when signed in without credentials
	Identity string       // as ZooKeeper knows them: "digest:alice", "world:anyone"
	Verified bool         // the cluster's user directory has verified the name
	Role     string       // "viewer", for example
	Paths    []znode.Path // the subtrees that are open to them; none, or the root, for all
}

// Anonymous reports whether the user is signed in without credentials.
func (u User) Anonymous() bool { return u.SignedIn && u.Name == "" }

// Confined reports whether part of the tree is closed to the user.
func (u User) Confined() bool { return len(u.Paths) > 0 && !slices.Contains(u.Paths, znode.Root) }

// VerifiedWords says whether the user's name was verified.
func (u User) VerifiedWords(w *words.Words) string {
	if u.Verified {
		return w.Shell.Verified
	}
	return w.Shell.NotVerified
}

// SignedInWords says as whom the user is signed in.
func (u User) SignedInWords(w *words.Words) string {
	switch {
	case !u.SignedIn:
		return w.Shell.NotSignedIn
	case u.Anonymous():
		return w.Shell.Anonymous
	}
	return w.Shell.SignedInAs(Visible(u.Name))
}

func sessionOrDash(session int64) string {
	if session == 0 {
		return OrDash("")
	}
	return Hex(session)
}

// ReasonLabel returns the label of the field for a reason.
func ReasonLabel(w *words.Words, required bool) string {
	if required {
		return w.Data.Reason
	}
	return w.Data.ReasonOptional
}
