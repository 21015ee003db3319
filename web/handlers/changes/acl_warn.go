package changes

import (
	"encoding/base64"
	"slices"
	"strings"

	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// warningsOf returns warnings about effects of setting an ACL that may not be intended. About the
// person's own permissions it only warns of the loss of those that the console knows they have.
func warningsOf(v site.Visit, before, after []znode.ACL) []changes.ACLWarning {
	var warnings []changes.ACLWarning
	warn := func(code string, perms znode.Perms) {
		warnings = append(warnings, changes.ACLWarning{Code: code, Perms: perms})
	}
	lost := v.SignIn.Grants(before) &^ v.SignIn.Grants(after)
	switch {
	case !slices.ContainsFunc(after, func(entry znode.ACL) bool { return entry.Perms&znode.PermAdmin != 0 && reachable(entry) }):
		warn(changes.LocksEverybodyOut, znode.PermAdmin)
	case lost&znode.PermAdmin != 0:
		warn(changes.LocksYouOut, znode.PermAdmin)
	}
	if lost&znode.PermRead != 0 {
		warn(changes.HidesFromYou, znode.PermRead)
	}
	if opened := toAnybody(after) &^ toAnybody(before); opened != 0 {
		warn(changes.OpensToAnybody, opened)
	}
	return warnings
}

// lockouts returns the warnings of warningsOf except OpensToAnybody: whoever types an ACL for a new
// znode chooses whom it is open to.
func lockouts(v site.Visit, before, after []znode.ACL) []changes.ACLWarning {
	return slices.DeleteFunc(warningsOf(v, before, after), func(w changes.ACLWarning) bool { return w.Code == changes.OpensToAnybody })
}

// toAnybody returns the permissions that an ACL gives to everybody who can reach the servers: to
// world:anyone, or to a network of all addresses.
func toAnybody(acl []znode.ACL) znode.Perms {
	var perms znode.Perms
	for _, entry := range acl {
		if entry.Scheme == "world" || entry.Scheme == "ip" && strings.HasSuffix(entry.ID, "/0") {
			perms |= entry.Perms
		}
	}
	return perms
}

// reachable reports whether somebody can match an entry. A digest must have the length of a hash
// that a server computes.
func reachable(entry znode.ACL) bool {
	if entry.Scheme != "digest" {
		return true
	}
	_, hash, _ := strings.Cut(entry.ID, ":")
	sum, err := base64.StdEncoding.DecodeString(hash)
	return err == nil && slices.ContainsFunc(session.DigestAlgorithms, func(algorithm session.DigestAlgorithm) bool {
		return algorithm.Size() == len(sum)
	})
}

// confirmed fails with Invalid if a warning is not confirmed.
func confirmed(warnings []changes.ACLWarning, anyway []string) error {
	if !slices.ContainsFunc(warnings, func(w changes.ACLWarning) bool { return !slices.Contains(anyway, w.Code) }) {
		return nil
	}
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLWarned, Args: znode.Args{"warnings": changes.Codes(warnings)}}
}
