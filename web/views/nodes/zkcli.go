package nodes

import "strings"

// zkCliGet is the zkCli command that prints a znode's data and stat, "" when
// zkCli cannot be told the path. Its parser (ZooKeeperMain.parseCommand) splits
// at white space, knows both kinds of quotes around a whole word and no escape.
func zkCliGet(path string) string {
	switch {
	case !strings.Contains(path, " "):
		return "get -s " + path
	case !strings.Contains(path, `"`):
		return `get -s "` + path + `"`
	case !strings.Contains(path, "'"):
		return "get -s '" + path + "'"
	}
	return ""
}
