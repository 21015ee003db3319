package audit

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// elsewhere replaces a setting that names a znode outside the scopes.
const elsewhere = "…"

// within returns the entry as it is shown to people who see only some scopes: without the settings
// of a ConsoleStart, which name the servers of all clusters, and without settings that name znodes
// outside the scopes.
func (e Entry) within(scopes []Scope) Entry {
	if e.Event == ConsoleStart {
		e.Settings = nil
	}
	e.Settings = maps.Clone(e.Settings)
	for name, value := range e.Settings {
		if e.namesOutside(scopes, name, value) {
			e.Settings[name] = elsewhere
		}
	}
	return e
}

// namesOutside reports whether a setting names a znode outside the scopes: the other side of a
// comparison, a copy or a share link (CLUSTER:/path, with the prefix "export:" for a file), or the
// znode that an export of the trail was about.
func (e Entry) namesOutside(scopes []Scope, name, value string) bool {
	switch {
	case name == "with":
		of, below, is := strings.Cut(value, ":/")
		return is && !named(scopes, strings.TrimPrefix(of, "export:"), "/"+below)
	case name == "query" && e.Event == AuditExport:
		query, err := url.ParseQuery(strings.TrimPrefix(value, "?"))
		return err != nil || slices.ContainsFunc([]string{query.Get("path"), query.Get("revealed")}, func(path string) bool {
			return path != "" && !named(scopes, e.Cluster, path)
		})
	}
	return false
}

// named reports whether people who see the scopes may know a path: it is at, below, or an ancestor
// of one of their paths.
func named(scopes []Scope, cluster, text string) bool {
	path, err := znode.ParsePath(text)
	return err == nil && slices.ContainsFunc(scopes, func(scope Scope) bool {
		return scope.Cluster == cluster && slices.ContainsFunc(scope.Paths, func(own znode.Path) bool {
			_, below := path.Below(own)
			_, above := own.Below(path)
			return below || above
		})
	})
}
