package session

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// MaxCredentialBytes bounds a user name and a password, each.
const MaxCredentialBytes = 1024

// Credentials are what a person's ZooKeeper session is opened with: a digest
// user and password, or nothing. They print themselves as [redacted].
type Credentials struct {
	user     string
	password string
	digest   bool
}

// Anonymous is no credentials at all: what ZooKeeper lets world:anyone do.
func Anonymous() Credentials { return Credentials{} }

// Digest checks and holds a user name and password of ZooKeeper's digest
// scheme, which sends them as "user:password". The server splits at the first
// colon, so a user name has none; anything else that prints may be in both.
func Digest(user, password string) (Credentials, error) {
	switch {
	case user == "":
		return Credentials{}, refuse("Type a user name, or continue without credentials.")
	case strings.Contains(user, ":"):
		return Credentials{}, refuse("A ZooKeeper user name has no colon in it: the digest scheme ends the name there. A password may have one.")
	case len(user) > MaxCredentialBytes || len(password) > MaxCredentialBytes:
		return Credentials{}, refuse(fmt.Sprintf("A user name and a password have at most %d bytes each.", MaxCredentialBytes))
	case !printable(user):
		return Credentials{}, refuse("The user name has a character in it that does not print, or is not valid UTF-8.")
	case !printable(password):
		return Credentials{}, refuse("The password has a character in it that does not print, or is not valid UTF-8.")
	}
	return Credentials{user, password, true}, nil
}

// User is the digest user name; "" for Anonymous.
func (c Credentials) User() string { return c.user }

// IsAnonymous tells whether these are no credentials.
func (c Credentials) IsAnonymous() bool { return !c.digest }

// Format prints [redacted] whatever the verb, so that no log shows a password.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// LogValue is [redacted].
func (c Credentials) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// MarshalText is [redacted].
func (c Credentials) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// auth is the body that AddAuth sends for the digest scheme.
func (c Credentials) auth() []byte { return []byte(c.user + ":" + c.password) }

// Key tells two sets of credentials apart without keeping the password in a map.
func (c Credentials) Key() [sha256.Size]byte {
	if !c.digest {
		return [sha256.Size]byte{}
	}
	return sha256.Sum256(c.auth())
}

// DigestID is the id of a digest ACL for a user and password: "user:" and the
// base64 of the SHA-1 of "user:password", as
// DigestAuthenticationProvider.generateDigest makes it.
func DigestID(user, password string) string {
	sum := sha1.Sum([]byte(user + ":" + password))
	return user + ":" + base64.StdEncoding.EncodeToString(sum[:])
}

func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

func refuse(message string) error { return &znode.Error{Kind: znode.Invalid, Message: message} }
