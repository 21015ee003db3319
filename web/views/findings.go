package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Finding is something that is wrong with a cluster.
type Finding struct {
	Code     string // a health.Code; web/words has its sentence
	Severity string
	Args     znode.Args
	Since    time.Time
	Key      string   // identifies it when it is silenced; "" if the reader may not
	Silenced *Silence // nil if it is not silenced
	Typed    *Typed   // what was typed into the refused form that silences it; else nil
}

// group is one or more findings that are shown together: the security holes of the same versions,
// which one upgrade fixes, or the same finding about several servers.
type group []Finding

// takes reports whether a finding belongs to the group.
func (g group) takes(said words.Findings, f Finding) bool {
	_, alike := said.Alike[f.Code]
	return f.Code == g[0].Code && (alike || g.holes() && g[0].Args["versions"] == f.Args["versions"])
}

func (g group) holes() bool { return g[0].Args["cve"] != "" }

// grouped groups findings. A group has the place of its first finding.
func grouped(said words.Findings, findings []Finding) (groups []group) {
	for _, f := range findings {
		at := slices.IndexFunc(groups, func(g group) bool { return g.takes(said, f) })
		if at < 0 {
			groups = append(groups, group{f})
		} else {
			groups[at] = append(groups[at], f)
		}
	}
	return groups
}

// says returns the sentence for the group.
func (g group) says(s Shell) string {
	if g.holes() {
		return Visible(s.Words.Findings.Several(g[0].Args["versions"], len(g)))
	}
	var servers []string
	for _, f := range g {
		servers = append(servers, f.Args["server"])
	}
	return Visible(s.Words.Findings.Alike[g[0].Code](strings.Join(servers, ", ")))
}

// next returns what to do about the group.
func (g group) next(s Shell) string {
	if g.holes() {
		return Visible(s.Words.Findings.Upgrade(g.fixed()))
	}
	return s.Words.Findings.NextStep(g[0].Code, g[0].Args)
}

// which returns the label that opens the group.
func (g group) which(s Shell) string {
	if g.holes() {
		return s.Words.Findings.Which
	}
	return s.Words.Findings.Each
}

// since returns when the first finding of the group was found.
func (g group) since() time.Time {
	return slices.MinFunc(g, func(a, b Finding) int { return a.Since.Compare(b.Since) }).Since
}

// fixed returns the version that fixes all of the holes.
func (g group) fixed() string {
	newest := slices.MaxFunc(g, func(a, b Finding) int { return slices.Compare(numbers(a.Args["fixed"]), numbers(b.Args["fixed"])) })
	return newest.Args["fixed"]
}

// numbers returns the numbers in a version such as 3.8.4.
func numbers(version string) (all []int) {
	for part := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(part) // 0 if it is no number
		all = append(all, n)
	}
	return all
}

// typed reports whether a form that silences a finding of the group was refused.
func (g group) typed() bool {
	return slices.ContainsFunc(g, func(f Finding) bool { return f.Typed != nil })
}

// Silence says who silenced a finding, why and until when.
type Silence struct {
	By, Reason string
	Until      time.Time
}

// Typed is what was typed into the form that silences a finding.
type Typed struct{ Reason, Days string }

// typed returns the initial contents of the form.
func (f Finding) typed() Typed {
	if f.Typed != nil {
		return *f.Typed
	}
	return Typed{Days: "7"}
}

// says returns the finding's sentence.
func (f Finding) says(s Shell) string {
	what, known := s.Words.Findings.What[f.Code]
	if !known {
		return f.Code
	}
	return Visible(what(f.Args))
}

// saysOnly returns what the sentence for the group does not say about this finding.
func (f Finding) saysOnly(s Shell) string {
	if f.Args["cve"] != "" {
		return Visible(s.Words.Findings.Hole(f.Args["cve"], f.Args["fixed"]))
	}
	return f.says(s)
}

// beside returns details of a security hole; "" for other findings.
func (f Finding) beside(s Shell) string { return s.Words.Findings.Holes[f.Args["cve"]] }

// znodeURL returns the URL of the znode that the finding is about; "" if none is named.
func (f Finding) znodeURL(s Shell) string {
	path, err := znode.ParsePath(f.Args["path"])
	if f.Args["path"] == "" || err != nil {
		return ""
	}
	return s.Links.Node(s.Cluster, path)
}

// sessionURL returns the URL of the session of the client that the finding is about; "" if none is
// named.
func (f Finding) sessionURL(s Shell) string {
	id, err := strconv.ParseUint(strings.TrimPrefix(f.Args["session"], "0x"), 16, 64)
	if err != nil {
		return ""
	}
	return s.Links.ClientSession(s.Cluster, int64(id))
}
