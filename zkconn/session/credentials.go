package session

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// MaxCredentialBytes is the largest size of a user name, and of a password.
const MaxCredentialBytes = 1024

// Credentials are what a person's ZooKeeper session is opened with: a digest user and password, or
// nothing. They are printed as [redacted].
type Credentials struct {
	user     string
	password string
	digest   bool
}

// Anonymous returns empty credentials, which have the rights that ZooKeeper gives to world:anyone.
func Anonymous() Credentials { return Credentials{} }

// Digest returns credentials of ZooKeeper's digest scheme, which sends them as "user:password". The
// server splits that at the first colon, so a user name must not contain one. Otherwise both may
// contain all printable characters.
func Digest(user, password string) (Credentials, error) {
	switch {
	case user == "":
		return Credentials{}, refuse(znode.CodeNoUserName)
	case strings.Contains(user, ":"):
		return Credentials{}, refuse(znode.CodeUserNameColon)
	case len(user) > MaxCredentialBytes || len(password) > MaxCredentialBytes:
		return Credentials{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeCredentialsTooLong, Args: znode.Args{"limit": strconv.Itoa(MaxCredentialBytes)}}
	case !printable(user):
		return Credentials{}, refuse(znode.CodeUserNamePrints)
	case !printable(password):
		return Credentials{}, refuse(znode.CodePasswordPrints)
	}
	return Credentials{user, password, true}, nil
}

// User returns the digest user name; "" for Anonymous.
func (c Credentials) User() string { return c.user }

// IsAnonymous reports whether the credentials are empty.
func (c Credentials) IsAnonymous() bool { return !c.digest }

// Format prints [redacted] for every verb, so that no log shows a password.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// LogValue returns [redacted].
func (c Credentials) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText returns [redacted].
func (c Credentials) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// auth returns the body of an authentication request for the digest scheme.
func (c Credentials) auth() []byte { return []byte(c.user + ":" + c.password) }

// Key identifies the credentials, so that maps need not contain passwords.
func (c Credentials) Key() [sha256.Size]byte {
	if !c.digest {
		return [sha256.Size]byte{}
	}
	return sha256.Sum256(c.auth())
}

func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

func refuse(code znode.Code) error { return &znode.Error{Kind: znode.Invalid, Code: code} }

// User returns the digest user name of the session's credentials; "" if they are anonymous.
func (s *Session) User() string { return s.credentials.User() }
