package mask

import (
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// Below returns the Masker of a cluster whose paths are all below a znode of its
// ensemble: names in the chroot are names in the path as well. It shares what m
// keeps.
func (m *Masker) Below(chroot znode.Path) *Masker {
	below := *m
	below.chroot = chroot
	return &below
}

// secretPath reports whether all of the data of a znode is a secret by its path:
// one of the last two names is a secret's, or one further up is a word for
// secrets and nothing else. What lies right below a directory of services or
// topics is called after one.
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

// mayBeSecretPath returns false only for a path that has no secret's name in it: most
// paths cost no more than this.
func (m *Masker) mayBeSecretPath(path znode.Path) bool {
	whole := path.String()
	if m.chroot != znode.Root {
		whole = m.chroot.String() + whole
	}
	return traitsOf(whole)&markup != 0 || m.names.in(whole) // names are read without their escapes
}

// directoriesOfOthers are the usual names of znodes whose children are called
// after what they are about.
var directoriesOfOthers = set("service services topics topic consumers clients users tables providers brokers discovery instances applications apps queue queues streams collections databases indexes indices jobs tasks groups namespaces")

// isWordForSecrets reports whether a segment is the name of a directory of
// secrets.
func isWordForSecrets(segment string) bool {
	switch strings.TrimSuffix(foldName(segment), "s") {
	case "secret", "credential", "password", "passwd", "privatekey", "apikey", "accesskey":
		return true
	}
	return false
}
