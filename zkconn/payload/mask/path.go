package mask

import (
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// secretPath reports whether all of the data of a znode is a secret by its path:
// one of the last two names is a secret's, or one further up is a word for
// secrets and nothing else. What lies right below a directory of services or
// topics is called after one.
func (m *Masker) secretPath(path znode.Path) bool {
	segments := path.Segments()
	for at, segment := range segments {
		if m.matchesPath(path.String(), segment) {
			return true
		}
		if at > 0 && directoriesOfOthers[strings.ToLower(segments[at-1])] {
			continue
		}
		if m.isSecret(segment) && (at >= len(segments)-2 || isWordForSecrets(segment)) {
			return true
		}
	}
	return false
}

// matchesPath reports whether one of the operator's own patterns matches the
// whole path or a segment of it.
func (m *Masker) matchesPath(path, segment string) bool {
	folded := foldName(path)
	return m.nameKind(segment) == ownName || slices.ContainsFunc(m.own, func(p pattern) bool { return p.matches(folded) })
}

// directoriesOfOthers are the usual names of znodes whose children are called
// after what they are about.
var directoriesOfOthers = set("service services topics topic consumers clients users tables providers brokers discovery instances applications apps queues streams collections databases indexes indices jobs tasks groups namespaces")

// isWordForSecrets reports whether a segment is the name of a directory of
// secrets.
func isWordForSecrets(segment string) bool {
	switch strings.TrimSuffix(foldName(segment), "s") {
	case "secret", "credential", "password", "passwd", "privatekey", "apikey", "accesskey":
		return true
	}
	return false
}
