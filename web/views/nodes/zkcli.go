package nodes

import (
	"regexp"
	"strings"
)

// zkCliGet returns the zkCli command that prints a znode's data and stat, or "" if zkCli cannot be
// given the path. Its parser (ZooKeeperMain.parseCommand) splits at white space, and knows both
// kinds of quotes around a whole word, but no escapes. If the line is pasted into a shell by
// mistake, it runs nothing from the path.
func zkCliGet(path string) string {
	const get = "get -s "
	switch {
	case plainPath.MatchString(path):
		return get + path
	case !strings.Contains(path, "'"):
		return get + "'" + path + "'"
	case !strings.ContainsAny(path, "\"$`\\!"):
		return get + `"` + path + `"`
	}
	return ""
}

// plainPath matches paths that no shell changes.
var plainPath = regexp.MustCompile(`^[\w/.\-]+$`)
