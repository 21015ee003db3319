package nodes

import (
	"regexp"
	"strings"
)

// zkCliGet returns the zkCli command that prints a znode's data and stat, "" when
// zkCli cannot be told the path. Its parser (ZooKeeperMain.parseCommand) splits
// at white space, knows both kinds of quotes around a whole word and no escape.
// A line that is pasted into a shell by mistake runs nothing that is in the path.
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

// plainPath is a path of which no shell makes anything else.
var plainPath = regexp.MustCompile(`^[\w/.\-]+$`)
