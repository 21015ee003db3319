package people

import "zkweb/zkconn/znode"

// Person is who is signed in to a cluster, and what the console lets them do
// there. The zero value may do nothing.
type Person struct {
	User     string // the digest user name; "" when signed in without credentials
	Verified bool   // the cluster's directory has proved the name
	Role     Role
	Paths    []znode.Path // the console shows what is at or below one of them, and nothing else
	Locale   string       // the language they prefer, such as "en"; "" when it is not known
}

// Identity returns how ZooKeeper knows the person: "digest:alice", "world:anyone".
func (p Person) Identity() string {
	if p.User == "" {
		return "world:anyone"
	}
	return "digest:" + p.User
}
