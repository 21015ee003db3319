package session

import (
	"cmp"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"hash"
	"maps"
	"slices"
)

// DigestAlgorithm is the hash that a server uses for digests, by its Java name, as in the property
// zookeeper.DigestAuthenticationProvider.digestAlg.
type DigestAlgorithm string

// SHA1 is the default of servers.
const SHA1 DigestAlgorithm = "SHA1"

var digestHashes = map[DigestAlgorithm]func() hash.Hash{
	SHA1:       sha1.New,
	"SHA-256":  sha256.New,
	"SHA-384":  sha512.New384,
	"SHA-512":  sha512.New,
	"SHA3-256": func() hash.Hash { return sha3.New256() },
	"SHA3-512": func() hash.Hash { return sha3.New512() },
}

// Size returns the size of a hash in bytes; 0 for an unknown algorithm.
func (a DigestAlgorithm) Size() int {
	if newHash := digestHashes[a]; newHash != nil {
		return newHash().Size()
	}
	return 0
}

// ID returns the ID of a digest ACL for a user and password: "user:" and the base64 of the hash of
// "user:password", as DigestAuthenticationProvider.generateDigest makes it. It returns "" for an
// unknown algorithm.
func (a DigestAlgorithm) ID(user, password string) string {
	newHash := digestHashes[a]
	if newHash == nil {
		return ""
	}
	sum := newHash()
	sum.Write([]byte(user + ":" + password))
	return user + ":" + base64.StdEncoding.EncodeToString(sum.Sum(nil))
}

// DigestAlgorithms are the known algorithms, SHA1 first.
var DigestAlgorithms = slices.SortedFunc(maps.Keys(digestHashes), func(a, b DigestAlgorithm) int {
	return cmp.Or(cmp.Compare(a.Size(), b.Size()), cmp.Compare(a, b))
})

// DigestID returns SHA1.ID.
func DigestID(user, password string) string { return SHA1.ID(user, password) }

// DigestAlgorithm returns the algorithm with which id, of a digest ACL, is that of this session's
// own credentials; false if there is none. If the server shows complete IDs, that distinguishes a
// person who knows the password from one who only uses the name.
func (s *Session) DigestAlgorithm(id string) (DigestAlgorithm, bool) {
	if s.credentials.IsAnonymous() {
		return "", false
	}
	for algorithm := range digestHashes {
		own := algorithm.ID(s.credentials.user, s.credentials.password)
		if subtle.ConstantTimeCompare([]byte(own), []byte(id)) == 1 {
			return algorithm, true
		}
	}
	return "", false
}

// HasDigest reports whether id, of a digest ACL, is that of this session's own credentials. It
// returns false for the IDs that a server shows to those without ADMIN ("alice:x").
func (s *Session) HasDigest(id string) bool {
	_, has := s.DigestAlgorithm(id)
	return has
}
