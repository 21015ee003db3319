package people

import (
	"errors"
	glob "path"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// Approval is where, in a cluster, changes need the approval of another person. The zero
// value is nowhere.
type Approval struct{ places []approvalPlace }

// approvalPlace is one pattern.
type approvalPlace struct {
	names []string // of a path, each as path.Match has it
	below bool     // what is below alone, and not the znode itself
}

// Add adds all at and below the znodes that a pattern names: a path in which * stands for
// a name or a part of one. With /** at the end it is what is below them alone.
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

// Holds reports whether all patterns of another are among its own.
func (a Approval) Holds(other Approval) bool {
	for _, p := range other.places {
		if !slices.ContainsFunc(a.places, func(own approvalPlace) bool { return own.below == p.below && slices.Equal(own.names, p.names) }) {
			return false
		}
	}
	return true
}

// quotas is where ZooKeeper keeps the quotas of znodes, each below the znode's own path.
var quotas, _ = znode.ParsePath("/zookeeper/quota") // it is a path

// Covers reports whether a change of a znode needs approval. Its quota is as the znode.
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

// Meets reports whether something at or below a znode needs approval, or may once there
// is such a znode.
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

// leadsTo reports whether the names agree with the pattern, as far as both go.
func (p approvalPlace) leadsTo(names []string) bool {
	for i := range min(len(names), len(p.names)) {
		if same, _ := glob.Match(p.names[i], names[i]); !same { // the pattern was looked at
			return false
		}
	}
	return true
}

// NeedsApproval reports whether what a role changes where approval is needed is for
// another person to apply: for one who May Approve. Whoever may is not asked for
// another's, and nobody approves what they have proposed themselves.
func (r Role) NeedsApproval() bool { return !r.May(Approve) }
