package views

import (
	"net/url"
	"strings"

	"zkweb/web/static"
	"zkweb/zkconn/znode"
)

// Links makes every URL of the console, so that a path is encoded in one place
// only. The URLs start at the host's root: "/zk/c/main/tree/a".
type Links struct {
	BasePath string // "" or "/zk": a leading slash and none at the end
	At       string // a moment of the past, which the pages of znodes stay in; "" for now
}

// Home returns the address of the page of clusters.
func (l Links) Home() string { return l.BasePath + "/" }

// Clusters returns the address of the page of clusters, also where there is one alone.
func (l Links) Clusters() string { return l.BasePath + "/clusters" }

// Login returns the address of the sign-in page that leads to next afterwards; "" for none.
func (l Links) Login(next string) string {
	if next == "" {
		return l.BasePath + "/login"
	}
	return l.BasePath + "/login?" + url.Values{"next": {next}}.Encode()
}

// Logout takes the POST that signs out.
func (l Links) Logout() string { return l.BasePath + "/logout" }

// Static returns the address of a file of web/static under the hash of its content.
func (l Links) Static(name string) string { return l.BasePath + static.URL(name) }

// Language takes the POST that chooses the language of pages.
func (l Links) Language() string { return l.BasePath + "/language" }

// Node returns the address of a znode's page. The root's ends with a slash: "/c/main/tree/".
func (l Links) Node(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "tree", path))
}

// Nodes is like Node, for many znodes, in one piece of memory.
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

// Way is like Node, for each znode from the root to path. Each page's address is the
// beginning of the next one's, so they share its memory.
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

// then returns the address of a page as of the moment that the links stay in.
func (l Links) then(page string) string {
	if l.At == "" {
		return page
	}
	return page + "?" + url.Values{"at": {l.At}}.Encode()
}

// Join puts a query with its question mark behind a page that may have one.
func Join(page, query string) string {
	if query != "" && strings.Contains(page, "?") {
		return page + "&" + query[1:]
	}
	return page + query
}

// Children returns the address of the table of a znode's children in its page, by name behind a
// cursor; "" is the first of them.
func (l Links) Children(cluster string, path znode.Path, after string) string {
	if after != "" {
		after = "?" + url.Values{"after": {after}}.Encode()
	}
	return ChildrenOf(Join(l.Node(cluster, path), after))
}

// ChildrenOf returns the address of the table of children in the page of a znode.
func ChildrenOf(page string) string { return page + "#children" }

// Raw returns the address of a znode's data as a download.
func (l Links) Raw(cluster string, path znode.Path) string { return l.under(cluster, "raw", path) }

// Image returns the address of a znode's data as an image, for the page that shows it.
func (l Links) Image(cluster string, path znode.Path) string { return l.under(cluster, "image", path) }

// Stat returns the address of a znode's stat as JSON.
func (l Links) Stat(cluster string, path znode.Path) string { return l.under(cluster, "stat", path) }

// Find returns the address of the form that finds below a znode, a GET, and its results.
func (l Links) Find(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "find", path))
}

// FindCommand begins a line of the path box that finds by fragments of names.
const FindCommand = "find "

// FindNames finds by fragments of names below a znode.
func (l Links) FindNames(cluster string, path znode.Path, fragments string) string {
	return Join(l.Find(cluster, path), "?"+url.Values{"match": {"fragments"}, "name": {fragments}}.Encode())
}

// HeldBy finds the ephemeral znodes that a session holds below a znode.
func (l Links) HeldBy(cluster string, path znode.Path, session int64) string {
	return Join(l.Find(cluster, path), "?"+url.Values{"owner": {Hex(session)}}.Encode())
}

// Recent returns the address of what was changed last below a znode.
func (l Links) Recent(cluster string, path znode.Path) string {
	return l.under(cluster, "recent", path)
}

// Largest returns the address of what is largest below a znode.
func (l Links) Largest(cluster string, path znode.Path) string {
	return l.under(cluster, "largest", path)
}

// Compare returns the address of the form that compares all below a znode with another, a
// GET, and what differs.
func (l Links) Compare(cluster string, path znode.Path) string {
	return l.then(l.under(cluster, "compare", path))
}

// ACLs returns the address of the report of who may do what at and below a znode.
func (l Links) ACLs(cluster string, path znode.Path) string { return l.under(cluster, "acls", path) }

// Export returns the address of the form that downloads all at and below a znode; with a
// format, a GET, it is the download, and a POST that with secrets.
func (l Links) Export(cluster string, path znode.Path) string {
	return l.under(cluster, "export", path)
}

// Bundle returns the address of the form that makes a support bundle of all at and below a
// znode; the form is posted there, too.
func (l Links) Bundle(cluster string, path znode.Path) string {
	return l.under(cluster, "bundle", path)
}

// NodeACL returns the address of the part of a znode's page with its ACL.
func (l Links) NodeACL(cluster string, path znode.Path) string {
	return Join(l.Node(cluster, path), "?tab=acl")
}

// SetACL returns the address of the form that sets a znode's ACL; the form is posted there, too.
func (l Links) SetACL(cluster string, path znode.Path) string { return l.under(cluster, "acl", path) }

// Import returns the address of the form that imports a file at and below a znode; the form
// is posted there, too.
func (l Links) Import(cluster string, path znode.Path) string {
	return l.under(cluster, "import", path)
}

// Quota returns the address of a znode's quota; the form that sets it is posted there, too.
func (l Links) Quota(cluster string, path znode.Path) string { return l.under(cluster, "quota", path) }

// StopFind takes the POST that ends one of these walks, by its id.
func (l Links) StopFind(cluster, id string) string { return l.cluster(cluster) + "/stop/" + id }

// Create returns the address of the form that creates a child of a znode; the form is posted
// there, too.
func (l Links) Create(cluster string, parent znode.Path) string {
	return l.under(cluster, "create", parent)
}

// CreateLike is like Create, with the form filled like a znode, for a neighbour of it.
func (l Links) CreateLike(cluster string, path znode.Path) string {
	return l.Create(cluster, path.Parent()) + "?" + url.Values{"like": {path.Name()}}.Encode()
}

// Versions returns the address of the versions of a znode.
func (l Links) Versions(cluster string, path znode.Path) string {
	return l.under(cluster, "versions", path)
}

// Changes returns the address of what was changed at and below a znode, and when.
func (l Links) Changes(cluster string, path znode.Path) string {
	return l.under(cluster, "changes", path)
}

// ChangesOf returns the address of what one transaction changed at and below a znode.
func (l Links) ChangesOf(cluster string, path znode.Path, zxid int64) string {
	return l.Changes(cluster, path) + "?from=" + Hex(zxid) + "&to=" + Hex(zxid)
}

// NodeAt returns the address of a znode's page as of a zxid.
func (l Links) NodeAt(cluster string, path znode.Path, zxid int64) string {
	return l.under(cluster, "tree", path) + "?at=" + Hex(zxid)
}

// BringBack returns the address of the plan that brings back what was at and below a
// znode; it is posted there, too.
func (l Links) BringBack(cluster string, path znode.Path) string {
	return l.under(cluster, "bring-back", path)
}

// RestoreMasked returns the address of the plan that sets a znode's data to that of a
// version, without showing it.
func (l Links) RestoreMasked(cluster string, path znode.Path, zxid int64) string {
	return l.BringBack(cluster, path) + "?alone=1&on_conflict=overwrite&at=" + Hex(zxid)
}

// Restore returns the address of the form that replaces a znode's data, filled with that
// of a version.
func (l Links) Restore(cluster string, path znode.Path, zxid int64) string {
	return l.Set(cluster, path) + "?restore=" + Hex(zxid)
}

// RestoreACL returns the address of the form that sets a znode's ACL, filled with that of
// a version.
func (l Links) RestoreACL(cluster string, path znode.Path, zxid int64) string {
	return l.SetACL(cluster, path) + "?restore=" + Hex(zxid)
}

// Set returns the address of the form that replaces a znode's data; the form is posted there, too.
func (l Links) Set(cluster string, path znode.Path) string { return l.under(cluster, "set", path) }

// Transaction returns the address of what a sign-in has collected, to be made together;
// the forms about it are posted there, too.
func (l Links) Transaction(cluster string) string { return l.cluster(cluster) + "/transaction" }

// SetHex is like Set, with the data as bytes in hexadecimal.
func (l Links) SetHex(cluster string, path znode.Path) string {
	return l.Set(cluster, path) + "?encoding=hex"
}

// Copy returns the address of the form that copies all at and below a znode, a GET, with
// to= the plan; the form is posted there, too.
func (l Links) Copy(cluster string, path znode.Path) string { return l.under(cluster, "copy", path) }

// Move returns the address of the form that moves all at and below a znode, likewise.
func (l Links) Move(cluster string, path znode.Path) string { return l.under(cluster, "move", path) }

// Delete returns the address of the form that deletes a znode; the form is posted there, too.
func (l Links) Delete(cluster string, path znode.Path) string {
	return l.under(cluster, "delete", path)
}

// Branch returns the address of the fragment with a znode's children for the sidebar: a
// TreeBranch.
func (l Links) Branch(cluster string, path znode.Path) string {
	return l.under(cluster, "branch", path)
}

// Go takes the go-to form, a GET with the field "path"; it answers with a
// redirect to that znode's page.
func (l Links) Go(cluster string) string { return l.cluster(cluster) + "/go" }

// Complete returns the address of the fragment with the znodes that the field "path" may
// mean when all of it is typed: nodes.Candidates.
func (l Links) Complete(cluster string) string { return l.cluster(cluster) + "/complete" }

// Servers returns the address of how a cluster's servers are.
func (l Links) Servers(cluster string) string { return l.cluster(cluster) + "/servers" }

// Doctor returns the address of the way to each of a cluster's servers, step by step.
func (l Links) Doctor(cluster string) string { return l.cluster(cluster) + "/doctor" }

// Replicas returns the address of a znode as each server of the cluster has it.
func (l Links) Replicas(cluster string, path znode.Path) string {
	return l.under(cluster, "replicas", path)
}

// Silence takes the POST that silences a finding of a cluster, or ends that.
func (l Links) Silence(cluster string) string { return l.cluster(cluster) + "/silence" }

// ServersEvents returns the address of a cluster's stream of server-sent events with how
// its servers are.
func (l Links) ServersEvents(cluster string) string { return l.Events(cluster) + "?servers=1" }

// Events returns the address of a cluster's stream of server-sent events.
func (l Links) Events(cluster string) string { return l.cluster(cluster) + "/events" }

// NodeEvents is like Events, with what happens to a znode and around it.
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

// writeEscaped writes a path as it stands in a URL.
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

// isPlain reports whether a path stands in a URL as it is. Most do, and a page deep
// in the tree has hundreds of links.
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
