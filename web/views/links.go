package views

import (
	"net/url"
	"strings"

	"zkweb/web/static"
	"zkweb/zkconn/znode"
)

// Links makes every URL of the console, so that a path is encoded in one place only. The URLs start
// at the host's root: "/zk/c/main/tree/a".
type Links struct {
	BasePath string // "", or a path such as "/zk"
	At       string // the moment of the past that links to znodes keep; "" for now
}

// Home returns the URL of the page of clusters; with only one cluster, that leads to the cluster's
// tree.
func (l Links) Home() string { return l.BasePath + "/" }

// Clusters returns the URL of the page of clusters, even if there is only one cluster.
func (l Links) Clusters() string { return l.BasePath + "/clusters" }

// Login returns the URL of the sign-in page, which leads to next afterwards; "" for the usual page.
func (l Links) Login(next string) string {
	if next == "" {
		return l.BasePath + "/login"
	}
	return l.BasePath + "/login?" + url.Values{"next": {next}}.Encode()
}

// Logout returns the URL for the POST that signs out.
func (l Links) Logout() string { return l.BasePath + "/logout" }

// Static returns the URL of a file in web/static, with the hash of its content.
func (l Links) Static(name string) string { return l.BasePath + static.URL(name) }

// Language returns the URL for the POST that chooses the language.
func (l Links) Language() string { return l.BasePath + "/language" }

// Node returns the URL of a znode's page. The root's ends with a slash: "/c/main/tree/".
func (l Links) Node(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "tree", path))
}

// Nodes is like Node for many znodes, in one allocation.
func (l Links) Nodes(cluster string, paths []znode.Path) []string {
	if l.At != "" {
		return each(paths, func(path znode.Path) string { return l.Node(cluster, path) })
	}
	pages := make([]string, len(paths))
	begin, size := l.cluster(cluster)+"/tree", 0
	for _, path := range paths {
		size += len(begin) + len(path.String())
	}
	var all strings.Builder
	all.Grow(size)
	for i, path := range paths {
		start := all.Len()
		all.WriteString(begin)
		writeEscaped(&all, path)
		pages[i] = all.String()[start:]
	}
	return pages
}

// Way is like Node for all znodes from the root to path. Each URL is a prefix of the next, so they
// share memory.
func (l Links) Way(cluster string, path znode.Path) []string {
	last, root := l.under(cluster, "tree", path), l.under(cluster, "tree", znode.Root)
	way := make([]string, 1, strings.Count(path.String(), "/")+1)
	way[0] = root
	for at := len(root); at < len(last); at++ {
		if next := strings.IndexByte(last[at:], '/'); next >= 0 {
			at += next
			way = append(way, last[:at])
			continue
		}
		way = append(way, last)
		break
	}
	if l.At != "" {
		way = each(way, l.then)
	}
	return way
}

func each[From any](all []From, made func(From) string) []string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = made(one)
	}
	return texts
}

// then returns the URL of a page at the moment that the links keep.
func (l Links) then(page string) string {
	if l.At == "" {
		return page
	}
	return page + "?" + url.Values{"at": {l.At}}.Encode()
}

// Join appends a query, which begins with its question mark, to a URL that may have one.
func Join(page, query string) string {
	if query != "" && strings.Contains(page, "?") {
		return page + "&" + query[1:]
	}
	return page + query
}

// Children returns the URL of the table of a znode's children, sorted by name, after a cursor; ""
// is the beginning.
func (l Links) Children(cluster string, path znode.Path, after string) string {
	if after != "" {
		after = "?" + url.Values{"after": {after}}.Encode()
	}
	return ChildrenOf(Join(l.Node(cluster, path), after))
}

// ChildrenOf returns the URL of the table of children in a znode's page.
func ChildrenOf(page string) string { return page + "#children" }

// Raw returns the URL of a znode's data as a download.
func (l Links) Raw(cluster string, path znode.Path) string { return l.under(cluster, "raw", path) }

// Image returns the URL of a znode's data as an image, for the page that shows it.
func (l Links) Image(cluster string, path znode.Path) string { return l.under(cluster, "image", path) }

// Stat returns the URL of a znode's stat in JSON.
func (l Links) Stat(cluster string, path znode.Path) string { return l.under(cluster, "stat", path) }

// Find returns the URL of the form to find below a znode, and of its results by GET.
func (l Links) Find(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "find", path))
}

// FindCommand is how a line in the path box begins that finds by parts of names.
const FindCommand = "find "

// FindNames returns the URL of a find by parts of names below a znode.
func (l Links) FindNames(cluster string, path znode.Path, fragments string) string {
	return Join(l.Find(cluster, path), "?"+url.Values{"match": {"fragments"}, "name": {fragments}}.Encode())
}

// HeldBy returns the URL of a find for the ephemeral znodes of a session below a znode.
func (l Links) HeldBy(cluster string, path znode.Path, session int64) string {
	return Join(l.Find(cluster, path), "?"+url.Values{"owner": {Hex(session)}}.Encode())
}

// Recent returns the URL of the znodes below a znode that were changed last.
func (l Links) Recent(cluster string, path znode.Path) string {
	return l.under(cluster, "recent", path)
}

// Largest returns the URL of the largest znodes below a znode.
func (l Links) Largest(cluster string, path znode.Path) string {
	return l.under(cluster, "largest", path)
}

// Compare returns the URL of the form to compare all below a znode, and of its results by GET.
func (l Links) Compare(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "compare", path))
}

// ACLs returns the URL of the report of who may do what at and below a znode.
func (l Links) ACLs(cluster string, path znode.Path) string { return l.under(cluster, "acls", path) }

// Export returns the URL of the form to download all at and below a znode. With a format, a GET is
// the download, and a POST the download with secrets.
func (l Links) Export(cluster string, path znode.Path) string {
	return l.under(cluster, "export", path)
}

// Bundle returns the URL of the form for a support bundle, for GET and POST.
func (l Links) Bundle(cluster string, path znode.Path) string {
	return l.under(cluster, "bundle", path)
}

// NodeACL returns the URL of the ACL in a znode's page.
func (l Links) NodeACL(cluster string, path znode.Path) string {
	return Join(l.Node(cluster, path), "?tab=acl")
}

// SetACL returns the URL of the form that sets a znode's ACL, for GET and POST.
func (l Links) SetACL(cluster string, path znode.Path) string { return l.under(cluster, "acl", path) }

// Import returns the URL of the form to import a file at and below a znode, for GET and POST.
func (l Links) Import(cluster string, path znode.Path) string {
	return l.under(cluster, "import", path)
}

// Quota returns the URL of a znode's quota and the form that sets it, for GET and POST.
func (l Links) Quota(cluster string, path znode.Path) string { return l.under(cluster, "quota", path) }

// StopFind returns the URL for the POST that ends a walk with an ID.
func (l Links) StopFind(cluster, id string) string { return l.cluster(cluster) + "/stop/" + id }

// Create returns the URL of the form that creates a child of a znode, for GET and POST.
func (l Links) Create(cluster string, parent znode.Path) string {
	return l.under(cluster, "create", parent)
}

// CreateLike is like Create for a sibling of a znode, with the form filled with that znode's
// values.
func (l Links) CreateLike(cluster string, path znode.Path) string {
	return l.Create(cluster, path.Parent()) + "?" + url.Values{"like": {path.Name()}}.Encode()
}

// Versions returns the URL of the versions of a znode.
func (l Links) Versions(cluster string, path znode.Path) string {
	return l.under(cluster, "versions", path)
}

// Changes returns the URL of the changes at and below a znode.
func (l Links) Changes(cluster string, path znode.Path) string {
	return l.under(cluster, "changes", path)
}

// ChangesOf returns the URL of the changes of one transaction at and below a znode.
func (l Links) ChangesOf(cluster string, path znode.Path, zxid int64) string {
	return l.Changes(cluster, path) + "?from=" + Hex(zxid) + "&to=" + Hex(zxid)
}

// NodeAt returns the URL of a znode's page as of a zxid.
func (l Links) NodeAt(cluster string, path znode.Path, zxid int64) string {
	return l.under(cluster, "tree", path) + "?at=" + Hex(zxid)
}

// BringBack returns the URL of the plan that restores what was at and below a znode, for GET and
// POST.
func (l Links) BringBack(cluster string, path znode.Path) string {
	return l.under(cluster, "bring-back", path)
}

// RestoreMasked returns the URL of the plan that restores a version of a znode's data without
// showing it.
func (l Links) RestoreMasked(cluster string, path znode.Path, zxid int64) string {
	return l.BringBack(cluster, path) + "?alone=1&on_conflict=overwrite&at=" + Hex(zxid)
}

// Restore returns the URL of the form that replaces a znode's data, filled with a version.
func (l Links) Restore(cluster string, path znode.Path, zxid int64) string {
	return l.Set(cluster, path) + "?restore=" + Hex(zxid)
}

// RestoreACL returns the URL of the form that sets a znode's ACL, filled with a version.
func (l Links) RestoreACL(cluster string, path znode.Path, zxid int64) string {
	return l.SetACL(cluster, path) + "?restore=" + Hex(zxid)
}

// Set returns the URL of the form that replaces a znode's data, for GET and POST.
func (l Links) Set(cluster string, path znode.Path) string { return l.under(cluster, "set", path) }

// Transaction returns the URL of the transaction that a sign-in has collected, for GET and POST.
func (l Links) Transaction(cluster string) string { return l.cluster(cluster) + "/transaction" }

// SetHex is like Set, with the data in hexadecimal.
func (l Links) SetHex(cluster string, path znode.Path) string {
	return l.Set(cluster, path) + "?encoding=hex"
}

// Copy returns the URL of the form to copy all at and below a znode. With to=, a GET is the plan,
// and a POST the copy.
func (l Links) Copy(cluster string, path znode.Path) string { return l.under(cluster, "copy", path) }

// Move is like Copy, for moving.
func (l Links) Move(cluster string, path znode.Path) string { return l.under(cluster, "move", path) }

// Delete returns the URL of the form that deletes a znode, for GET and POST.
func (l Links) Delete(cluster string, path znode.Path) string {
	return l.under(cluster, "delete", path)
}

// Branch returns the URL of the sidebar's fragment with a znode's children, a TreeBranch.
func (l Links) Branch(cluster string, path znode.Path) string {
	return l.under(cluster, "branch", path)
}

// Go returns the URL of the go-to form, a GET with the field "path", which redirects to that
// znode's page.
func (l Links) Go(cluster string) string { return l.cluster(cluster) + "/go" }

// Complete returns the URL of the fragment with the znodes that the field "path" may mean,
// nodes.Candidates.
func (l Links) Complete(cluster string) string { return l.cluster(cluster) + "/complete" }

// Servers returns the URL of the page of a cluster's servers.
func (l Links) Servers(cluster string) string { return l.cluster(cluster) + "/servers" }

// Doctor returns the URL of the check of the connections to a cluster's servers.
func (l Links) Doctor(cluster string) string { return l.cluster(cluster) + "/doctor" }

// Replicas returns the URL of a znode as each server of the cluster has it.
func (l Links) Replicas(cluster string, path znode.Path) string {
	return l.under(cluster, "replicas", path)
}

// Silence returns the URL for the POST that silences a finding of a cluster, or ends that.
func (l Links) Silence(cluster string) string { return l.cluster(cluster) + "/silence" }

// ServersEvents returns the URL of a stream of server-sent events about a cluster's servers.
func (l Links) ServersEvents(cluster string) string { return l.Events(cluster) + "?servers=1" }

// Events returns the URL of a cluster's stream of server-sent events.
func (l Links) Events(cluster string) string { return l.cluster(cluster) + "/events" }

// NodeEvents is like Events, including events about a znode and what is around it.
func (l Links) NodeEvents(cluster string, path znode.Path) string {
	return l.Events(cluster) + "?" + url.Values{"around": {"1"}, "node": {path.String()}}.Encode()
}

func (l Links) cluster(cluster string) string { return l.BasePath + "/c/" + url.PathEscape(cluster) }

func (l Links) under(cluster, page string, path znode.Path) string {
	if text := path.String(); isPlain(text) {
		return l.BasePath + "/c/" + url.PathEscape(cluster) + "/" + page + text
	}
	var to strings.Builder
	to.WriteString(l.cluster(cluster) + "/" + page)
	writeEscaped(&to, path)
	return to.String()
}

// writeEscaped writes a path escaped for a URL.
func writeEscaped(to *strings.Builder, path znode.Path) {
	if text := path.String(); isPlain(text) {
		to.WriteString(text)
		return
	}
	for _, segment := range path.Segments() {
		to.WriteByte('/')
		to.WriteString(url.PathEscape(segment))
	}
}

// isPlain reports whether a path needs no escaping in a URL. Most need none, and a page deep in the
// tree has hundreds of links.
func isPlain(path string) bool {
	for i := range len(path) {
		if !plainInURL[path[i]] {
			return false
		}
	}
	return true
}

var plainInURL = func() (all [256]bool) {
	for b := range all {
		all[b] = 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("-_./", byte(b)) >= 0
	}
	return all
}()
