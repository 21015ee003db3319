package recipes

import (
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseParty recognises kazoo's Party and ShallowParty, whose members are ephemeral.
func recogniseParty(seen Seen) *Recipe {
	if id, ok := partyMember(seen.Path.Name()); ok && seen.Stat.CreateKind() == znode.Ephemeral {
		if id == "" {
			id = string(seen.Data)
		}
		return &Recipe{Of: kazoo, Code: "party.member", Args: znode.Args{"id": id}}
	}
	names, _ := seen.names(seen.Path)
	if len(names) == 0 || len(names) > maxLine {
		return nil
	}
	proven := false
	for _, name := range names {
		if _, ok := partyMember(name); !ok {
			return nil
		}
		stat, _ := seen.child(name)
		proven = proven || stat.CreateKind() == znode.Ephemeral
	}
	if !proven {
		return nil
	}
	return &Recipe{Of: kazoo, Code: "party", Args: znode.Args{"members": strconv.Itoa(len(names))}}
}

// partyMember reports whether name is that of a member, and returns the ID that ShallowParty puts
// into it; "" for Party.
func partyMember(name string) (id string, ok bool) {
	rest, ok := cutHex(name)
	if !ok || rest == "__party__" {
		return "", ok
	}
	return strings.CutPrefix(rest, "-")
}
