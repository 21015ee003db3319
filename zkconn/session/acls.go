package session

import (
	"context"
	"crypto/subtle"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// SetACLs replaces a znode's ACL if aversion, its ACL's version, still is the
// one given; asks for ADMIN. As kazoo's set_acls. It fails as a znode.OldWriter's
// calls do.
func (s *Session) SetACLs(ctx context.Context, path znode.Path, acl []znode.ACL, aversion int32) (znode.Stat, error) {
	reply, err := s.write(ctx, wire.OpSetACL, path, nil, func(e *jute.Encoder, full string) {
		e.Text(full)
		e.ACLs(acl)
		e.Int32(aversion)
	})
	if err != nil {
		return znode.Stat{}, err
	}
	stat := reply.Stat()
	return stat, wire.Finish(reply)
}

// HasDigest tells whether id, of a digest ACL, is that of this session's own
// user and password. It is false for what a server shows to those who lack
// ADMIN ("alice:x").
func (s *Session) HasDigest(id string) bool {
	if s.credentials.IsAnonymous() {
		return false
	}
	own := DigestID(s.credentials.user, s.credentials.password)
	return subtle.ConstantTimeCompare([]byte(own), []byte(id)) == 1
}

// User is the digest user name of this session's credentials; "" when it has
// none.
func (s *Session) User() string { return s.credentials.User() }
