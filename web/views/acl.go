package views

import (
	"slices"
	"strings"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// WhoWords says whom an entry of an ACL is about; "" for a scheme that the console does not know.
// console holds the entries that are about the console itself.
func WhoWords(w *words.Words, entry znode.ACL, console []znode.ACL) string {
	if slices.Contains(console, entry) {
		return w.ACL.Console
	}
	switch entry.Scheme {
	case "world":
		return w.ACL.World
	case "auth":
		return w.ACL.Auth
	case "digest":
		user, _, _ := strings.Cut(entry.ID, ":")
		return w.ACL.Digest(Visible(user))
	case "ip":
		return w.ACL.IP
	case "sasl":
		return w.ACL.SASL
	case "x509":
		return w.ACL.X509
	}
	return ""
}
