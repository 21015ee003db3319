package site

import (
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// PathsOf returns a person's paths as text.
func PathsOf(person people.Person) []string {
	paths := make([]string, len(person.Paths))
	for i, path := range person.Paths {
		paths[i] = path.String()
	}
	return paths
}

// StartPath returns the path at which a person starts: the root, or the first of their paths if
// they may not read the root.
func StartPath(person people.Person) znode.Path {
	if len(person.Paths) > 0 && people.Decide(person, people.Read, znode.Root, true) != people.Allowed {
		return person.Paths[0]
	}
	return znode.Root
}

// Start returns the page of a cluster where a person starts.
func (s *Site) Start(cluster string, person people.Person) string {
	return s.Links.Node(cluster, StartPath(person))
}
