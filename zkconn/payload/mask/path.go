package mask

import (
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// Below returns a Masker for a cluster whose paths are all below chroot, a znode of its ensemble.
// Names in the chroot count as names in the path. It shares the cache of m.
func (m *Masker) Below(chroot znode.Path) *Masker {
	below := *m
	below.chroot = chroot
	return &below
}

// secretPath reports whether all of the data of a znode is a secret because of its path: one of the
// last two names is that of a secret, or one further up is a word used only for secrets. Znodes
// directly below a directory of services or topics are named after those.
func (m *Masker) secretPath(path znode.Path) bool {
	if strings.HasSuffix(path.String(), "realm.properties") {
		return true // Jetty's users: name: password,role
	}
	if !m.mayBeSecretPath(path) {
		return false
	}
	segments := append(m.chroot.Segments(), path.Segments()...)
	whole := foldName("/" + strings.Join(segments, "/"))
	if slices.ContainsFunc(m.own, func(p pattern) bool { return p.matches(whole) }) {
		return true
	}
	for at, segment := range segments {
		kind := m.nameKind(segment)
		calledAfterOthers := at > 0 && directoriesOfOthers[strings.ToLower(segments[at-1])]
		atEnd := at >= len(segments)-2 || isWordForSecrets(segment)
		if kind == ownName || kind != noSecret && atEnd && !calledAfterOthers {
			return true
		}
	}
	return false
}

// mayBeSecretPath returns false only for a path without the name of a secret. It is all that most
// paths need.
func (m *Masker) mayBeSecretPath(path znode.Path) bool {
	whole := path.String()
	if m.chroot != znode.Root {
		whole = m.chroot.String() + whole
	}
	return traitsOf(whole)&markup != 0 || m.names.in(whole) // names are matched without their escapes
}

// directoriesOfOthers are the usual names of znodes whose children are named after what they are
// about.
var directoriesOfOthers = set("service services topics topic consumers clients users tables providers brokers discovery instances applications apps queue queues streams collections databases indexes indices jobs tasks groups namespaces")

// isWordForSecrets reports whether a segment is the name of a directory of secrets.
func isWordForSecrets(segment string) bool {
	switch strings.TrimSuffix(foldName(segment), "s") {
	case "secret", "credential", "password", "passwd", "privatekey", "apikey", "accesskey":
		return true
	}
	return false
}
