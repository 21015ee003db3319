package people

import (
	"strings"

	"zkweb/zkconn/znode"
)

// Role is a person's role in a cluster, which decides what they may do there; see policy.go. The
// zero value may do nothing.
type Role string

// The roles.
const (
	Reader  Role = "reader"  // reads; secrets stay masked
	Viewer  Role = "viewer"  // a reader who may reveal secrets
	Editor  Role = "editor"  // a viewer who may change znodes below their paths
	Admin   Role = "admin"   // an editor who sees the trail and everybody's sessions, and may end these
	Auditor Role = "auditor" // a reader who sees the trail and may export it
)

// Roles are all roles, in the order in which they are listed for people.
var Roles = []Role{Reader, Viewer, Editor, Admin, Auditor}

// ParseRole returns the role with a name. It fails with CodeRoleUnknown.
func ParseRole(name string) (Role, error) {
	for _, role := range Roles {
		if string(role) == name {
			return role, nil
		}
	}
	return "", &znode.Error{Kind: znode.Invalid, Code: znode.CodeRoleUnknown, Args: znode.Args{"roles": names()}}
}

func names() string {
	all := make([]string, len(Roles))
	for i, role := range Roles {
		all[i] = string(role)
	}
	return strings.Join(all, ", ")
}
