package views

import (
	"strings"

	"zkweb/zkconn/znode"
)

// whoWords says in English whom an entry of an ACL is about.
func whoWords(entry znode.ACL) string {
	switch entry.Scheme {
	case "world":
		return "anyone"
	case "auth":
		return "you, with the credentials of this session"
	case "digest":
		user, _, _ := strings.Cut(entry.ID, ":")
		return "user " + Visible(user) + " with the right password"
	case "ip":
		return "clients from this address"
	case "sasl":
		return "a SASL user"
	case "x509":
		return "the owner of this certificate"
	}
	return ""
}

func letters(perms znode.Perms) string { return OrDash(perms.String()) }
