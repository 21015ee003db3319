package session

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

const identitiesTimeout = 5 * time.Second

// learnIdentities asks how the link's server knows the console. It does not ask servers before 3.7,
// which do not tell, nor one that closes the connection on every call.
func (s *Session) learnIdentities(l *wire.Link) {
	if s.unwelcome.Load() || !s.options.versions.Of(l.Server()).AtLeast(3, 7) {
		return
	}
	ctx, cancel := context.WithTimeout(s.dialing, identitiesTimeout)
	defer cancel()
	if identities, err := s.WhoAmI(ctx); err == nil {
		s.identities.Store(&identities)
	}
}

// AppliesToConsole reports whether an entry of an ACL is for the console itself, by its address or
// its certificate. ZooKeeper grants its permissions to every connection of the console, whoever
// signed in, even without credentials. It returns false if the server does not tell how it knows
// the console.
func (s *Session) AppliesToConsole(entry znode.ACL) bool {
	identities := s.identities.Load()
	if identities == nil {
		return false
	}
	for _, own := range *identities {
		if own.Scheme != entry.Scheme {
			continue
		}
		switch entry.Scheme {
		case "ip":
			if inNetwork(own.User, entry.ID) {
				return true
			}
		case "x509":
			if own.User == entry.ID {
				return true
			}
		}
	}
	return false
}

// IsSuper reports whether the server knows the session as its super user, to whom no ACL applies.
// It returns false for servers before 3.7, which do not tell.
func (s *Session) IsSuper() bool {
	identities := s.identities.Load()
	return identities != nil && slices.ContainsFunc(*identities, func(own Identity) bool { return own.Scheme == "super" })
}

// Grants returns the permissions that an ACL is known to give to this session: by the entries for
// anyone, for its own credentials and for the console itself. ZooKeeper may give more: to its super
// user, or by what it knows of a connection without telling it.
func (s *Session) Grants(acl []znode.ACL) znode.Perms {
	var perms znode.Perms
	for _, entry := range acl {
		own := false
		switch entry.Scheme {
		case "world":
			own = true
		case "auth":
			own = !s.credentials.IsAnonymous()
		case "digest":
			own = s.HasDigest(entry.ID)
		default:
			own = s.AppliesToConsole(entry)
		}
		if own {
			perms |= entry.Perms
		}
	}
	return perms
}

// inNetwork reports whether an address equals the address in an ACL, or is in the network there
// (org.apache.zookeeper.server.auth.IPAuthenticationProvider).
func inNetwork(address, id string) bool {
	own, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	if one, err := netip.ParseAddr(id); err == nil {
		return one.Unmap() == own.Unmap()
	}
	network, err := netip.ParsePrefix(id)
	return err == nil && network.Contains(own.Unmap())
}
