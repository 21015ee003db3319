package people

import "zkweb/zkconn/znode"

// Person is somebody who is signed in to a cluster, with what the console lets them do there. The
// zero value may do nothing.
type Person struct {
	User     string // digest user name; "" without credentials
	Verified bool   // the cluster's directory has verified the user
	Role     Role
	Paths    []znode.Path // the person sees only what is at or below one of these
	Locale   string       // preferred language, such as "en"; "" if unknown
}

// Identity returns the identity that ZooKeeper gives the person, such as "digest:alice" or
// "world:anyone".
func (p Person) Identity() string {
	if p.User == "" {
		return "world:anyone"
	}
	return "digest:" + p.User
}
