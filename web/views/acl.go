package views

import (
	"strings"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// whoWords says whom an entry of an ACL is about; "" for a scheme that the
// console does not know.
func whoWords(w *words.Words, entry znode.ACL) string {
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
