package people

import (
	"errors"
	glob "path"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// Approval says where in a cluster changes need the approval of another person. The zero value
// means nowhere.
type Approval struct{ places []approvalPlace }

// approvalPlace is one pattern.
type approvalPlace struct {
	names []string // patterns of names, as for path.Match
	below bool     // only what is below, not the znode itself
}

// Add adds the znodes that match a pattern, and all below them. A pattern is a path in which *
// matches a name or a part of one. With /** at the end, it only adds what is below the matching
// znodes.
func (a *Approval) Add(pattern string) error {
	text, below := strings.CutSuffix(pattern, "/**")
	if _, err := glob.Match(text, ""); err != nil || !strings.HasPrefix(pattern, "/") {
		return errors.New("it is no pattern of paths, such as /app or /*/config")
	}
	if text == "/" {
		text = ""
	}
	added := approvalPlace{below: below}
	if text != "" {
		added.names = strings.Split(text[1:], "/")
	}
	for _, name := range added.names {
		if name == "" || name == "." || name == ".." {
			return errors.New("there is a name in it that no znode has")
		}
	}
	a.places = append(a.places, added)
	return nil
}

// IsZero reports whether no change needs approval.
func (a Approval) IsZero() bool { return len(a.places) == 0 }

// Holds reports whether a contains all patterns of other.
func (a Approval) Holds(other Approval) bool {
	for _, p := range other.places {
		if !slices.ContainsFunc(a.places, func(own approvalPlace) bool { return own.below == p.below && slices.Equal(own.names, p.names) }) {
			return false
		}
	}
	return true
}

// quotas is the znode below which ZooKeeper keeps quotas, each at the path of its znode.
var quotas, _ = znode.ParsePath("/zookeeper/quota") // this path is valid

// Covers reports whether a change of a znode needs approval. A change of a quota needs it if one of
// the quota's znode does.
func (a Approval) Covers(changed znode.Path) bool {
	if of, quota := changed.Below(quotas); quota && a.covers(of.Segments()) {
		return true
	}
	return a.covers(changed.Segments())
}

func (a Approval) covers(names []string) bool {
	for _, p := range a.places {
		deep := len(p.names)
		if p.below {
			deep++
		}
		if len(names) >= deep && p.leadsTo(names) {
			return true
		}
	}
	return false
}

// Meets reports whether something at or below a znode needs approval, or may need it once it
// exists.
func (a Approval) Meets(root znode.Path) bool {
	if a.Covers(root) {
		return true
	}
	names := root.Segments()
	for _, p := range a.places {
		if len(names) <= len(p.names) && p.leadsTo(names) {
			return true
		}
	}
	return false
}

// leadsTo reports whether names and the pattern match over the length of the shorter one.
func (p approvalPlace) leadsTo(names []string) bool {
	for i := range min(len(names), len(p.names)) {
		if same, _ := glob.Match(p.names[i], names[i]); !same { // the pattern is valid
			return false
		}
	}
	return true
}

// NeedsApproval reports whether a change by somebody with this role needs the approval of another
// person, where approval is needed. Roles that may Approve do not need it, but nobody may approve
// their own proposals.
func (r Role) NeedsApproval() bool { return !r.May(Approve) }
