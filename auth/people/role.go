package people

import (
	"strings"

	"zkweb/zkconn/znode"
)

// Role is what a person may do in a cluster; policy.go says what that is. The
// zero value may do nothing.
type Role string

// The roles. Each may do what those before it may, and more.
const (
	Auditor Role = "auditor" // reads; secrets stay masked
	Viewer  Role = "viewer"  // may reveal secrets
	Editor  Role = "editor"  // may change znodes below their paths
	Admin   Role = "admin"   // sees the trail and everybody's sessions, and may end them
)

// Roles are all roles, from the least to the greatest.
var Roles = []Role{Auditor, Viewer, Editor, Admin}

// ParseRole reads a role's name. It fails with CodeRoleUnknown.
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
