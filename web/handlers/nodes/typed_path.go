package nodes

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/znode"
)

// zkCliCommands are the zkCli commands that take a path.
var zkCliCommands = []string{"get", "ls", "ls2", "stat", "sync", "getAcl", "getAllChildrenNumber", "getEphemerals", "listquota",
	"set", "create", "delete", "deleteall", "rmr", "setAcl", "setquota", "delquota", "addWatch", "removewatches"}

// changes are the commands that change something.
var changes = map[string]bool{"set": true, "create": true, "delete": true, "deleteall": true, "rmr": true, "setAcl": true, "setquota": true, "delquota": true}

// partOf is the part of a znode's page that shows what a command prints.
var partOf = map[string]string{
	"ls": nodes.Query{Tab: nodes.TabChildren}.String(), "ls2": nodes.Query{Tab: nodes.TabChildren}.String(),
	"getAllChildrenNumber": nodes.Query{Tab: nodes.TabChildren}.String(),
	"getAcl":               nodes.Query{Tab: nodes.TabACL}.String(),
	"stat":                 "#stat",
}

// meantPaths returns the paths that may be meant by text that was typed or pasted: the text itself;
// the text without surrounding white space, a zkCli command and superfluous slashes, with a leading
// slash; that path without the cluster's chroot; and the path of a URL. It returns at least one
// path, or the error of znode.ParsePath.
func meantPaths(text string, chroot znode.Path) ([]znode.Path, error) {
	var meant []znode.Path
	add := func(path znode.Path) {
		if !slices.Contains(meant, path) {
			meant = append(meant, path)
		}
	}
	if exact, err := znode.ParsePath(text); err == nil {
		add(exact)
	}
	tidy, err := znode.ParsePath(tidyPath(text))
	switch {
	case err == nil:
		add(tidy)
	case len(meant) == 0:
		return nil, err
	}
	if inside, below := meant[len(meant)-1].Below(chroot); below {
		add(inside)
	}
	if unescaped, err := url.PathUnescape(text); err == nil && escapedPath.MatchString(text) {
		if path, err := znode.ParsePath(tidyPath(unescaped)); err == nil {
			add(path)
		}
	}
	return meant, nil
}

// escapedPath matches the beginning of a path that was copied from a URL.
var escapedPath = regexp.MustCompile(`(?i)^\s*%2f`)

func tidyPath(text string) string {
	return site.TidyPath(unquoted(withoutCommand(strings.TrimSpace(text))))
}

// quotes are the marks that people and word processors put around a path.
var quotes = []struct{ before, behind string }{{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"‘", "’"}, {"「", "」"}, {"`", "`"}}

// cutQuote returns the text after its opening quotation mark, and the mark that closes it; or the
// text and "" if it has none.
func cutQuote(text string) (rest, end string) {
	for _, quote := range quotes {
		if rest, ok := strings.CutPrefix(text, quote.before); ok {
			return rest, quote.behind
		}
	}
	return text, ""
}

// unquoted returns the text without the quotation marks around it, if it has any.
func unquoted(text string) string {
	rest, end := cutQuote(text)
	if inside, ok := strings.CutSuffix(rest, end); ok {
		return inside
	}
	return text
}

// commandOf returns the command of a zkCli line, or "" if text is none.
func commandOf(text string) string {
	words := strings.Fields(text)
	if len(words) < 2 || !slices.Contains(zkCliCommands, words[0]) {
		return ""
	}
	return words[0]
}

// pathInCommand matches the beginning of a path after options, of which some have values: "-v 3
// /a".
var pathInCommand = regexp.MustCompile("[\\s\\pZ][\"'“‘「`]?[/／]")

// withoutCommand returns the path in a zkCli line, or text itself if it is none.
func withoutCommand(text string) string {
	if commandOf(text) == "" {
		return text
	}
	_, rest := cutWord(strings.TrimSpace(text))
	rest = withoutOptions(rest)
	if quoted, end := cutQuote(rest); end != "" {
		quoted, _, _ = strings.Cut(quoted, end)
		return quoted
	}
	if end := strings.IndexAny(rest, " \t\r\n"); end >= 0 {
		return rest[:end]
	}
	return rest
}

// prompt matches zkCli's prompt: "[zk: localhost:2181(CONNECTED) 3] ".
var prompt = regexp.MustCompile(`^\s*\[zk: \S*\(\w+\) \d+\]\s*`)

func withoutPrompt(text string) string { return prompt.ReplaceAllString(text, "") }

// cutWord returns the first word of text, and the rest without the space between them.
func cutWord(text string) (word, rest string) {
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimLeftFunc(text[end:], unicode.IsSpace)
}

// withoutOptions returns what follows the options of a command.
func withoutOptions(rest string) string {
	if at := pathInCommand.FindStringIndex(rest); at != nil && strings.HasPrefix(rest, "-") {
		return strings.TrimLeftFunc(rest[at[0]:], unicode.IsSpace)
	}
	for strings.HasPrefix(rest, "-") {
		_, rest = cutWord(rest)
	}
	return rest
}

// soughtIn returns the fragments of names in a command of the path box such as "find topics ord".
// It cannot be confused with a path, which begins with a slash.
func soughtIn(text string) (fragments string, ok bool) {
	fragments, ok = strings.CutPrefix(strings.TrimSpace(text), views.FindCommand)
	return strings.TrimSpace(fragments), ok
}

// link is a pasted link to a page of the console.
type link struct {
	cluster, path string
	rest          string // the query and the fragment, if it is a znode's page
}

// bareLinkOf parses a link to a page of an existing cluster, without the scheme and with or without
// the host. The text may also be a path.
func (h *Handlers) bareLinkOf(text string) (link, bool) {
	found, ok := h.linkOf("http://" + strings.TrimSpace(text))
	if !ok {
		return link{}, false
	}
	_, err := h.Cluster(found.cluster)
	return found, err == nil
}

// linkOf parses a pasted link.
func (h *Handlers) linkOf(text string) (link, bool) {
	to, err := url.Parse(strings.TrimSpace(text))
	if err != nil || to.Scheme != "http" && to.Scheme != "https" {
		return link{}, false
	}
	rest, ok := strings.CutPrefix(strings.TrimPrefix(to.Path, h.Links.BasePath), "/c/")
	if !ok {
		return link{}, false
	}
	cluster, rest, _ := strings.Cut(rest, "/")
	page, path, ok := strings.Cut(rest, "/")
	if !ok && page != "" && page != "tree" {
		return link{}, false
	}
	found := link{cluster: cluster, path: "/" + path}
	if asked, err := readNodeQuery(to.RawQuery); err == nil && page == "tree" {
		found.rest = asked.view.String()
		if to.Fragment != "" {
			found.rest += "#" + to.EscapedFragment()
		}
	}
	return found, true
}
