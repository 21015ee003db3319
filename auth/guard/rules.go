package guard

import (
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/payload/mask"
)

// Rules are how a console knows people, and what it lets them do.
type Rules struct {
	Directory      *people.Directory           // verifies people in each cluster; nil to verify nobody
	OwnDirectories map[string]people.Directory // of clusters that do not use Directory, by the cluster's name
	DefaultRole    people.Role                 // role of everybody without a directory; "" means Viewer
	AllowWrites    bool                        // without it, nobody may change anything
	ReadOnly       bool                        // nobody may change anything in the guard's cluster, whatever AllowWrites says
	Trail          Trail                       // nil for no trail; then nothing is changed or revealed

	Approvals map[string]people.Approval // by cluster: where an editor's changes become proposals
	Proposals *proposals.Store           // their store; not nil if there are Approvals

	Histories map[string]History // by cluster: its recorded history, if there is one

	Previous        Keeper       // nil to keep nothing of what changes replace
	Masker          *mask.Masker // masks secrets: always for those who may not reveal them, and for others until they reveal them, on record; nil for the one with mask.DefaultPatterns
	RequireReason   bool         // revealing needs a reason
	UnrecordedReads bool         // looks are not recorded; refusals by the policy are

	maskAlways bool // secrets are masked for everybody

	recent  *recent  // recent changes; set by WithDefaults
	known   *known   // owners of ZooKeeper sessions; set by WithDefaults
	reveals *reveals // counts of recent reveals; set by WithDefaults
}

// DirectoryOf returns the directory that verifies people in a cluster; nil if nobody is verified.
func (r Rules) DirectoryOf(cluster string) *people.Directory {
	if own, ok := r.OwnDirectories[cluster]; ok {
		return &own
	}
	return r.Directory
}

// Unverified returns the names of the clusters in which nobody is verified.
func (r Rules) Unverified(clusters []cluster.Cluster) []string {
	var names []string
	for _, c := range clusters {
		if r.DirectoryOf(c.Name) == nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// masks reports whether a person sees secrets masked: always those who may not reveal them, and
// everybody if people are known or their actions are recorded. A console with neither just shows
// people what ZooKeeper gives them.
func (r Rules) masks(person people.Person) bool {
	_, unrecorded := r.Trail.(noTrail)
	return r.maskAlways || !person.Role.May(people.Reveal) || person.Verified || !unrecorded
}

// Recorded reports whether there is a trail.
func (g *Guard) Recorded() bool {
	_, unrecorded := g.rules.Trail.(noTrail)
	return !unrecorded
}

// Masked returns a guard of the same request that always masks secrets.
func (g *Guard) Masked() *Guard {
	masked := *g
	masked.rules.maskAlways = true
	return &masked
}

// Masks reports whether the person sees secrets masked.
func (g *Guard) Masks() bool { return g.rules.masks(g.Person) }

var usualMasker, _ = mask.New(mask.DefaultPatterns()) // the patterns are valid

// WithDefaults sets the fields that are not set.
func (r Rules) WithDefaults() Rules {
	if r.DefaultRole == "" {
		r.DefaultRole = people.Viewer
	}
	if r.Trail == nil {
		r.Trail = noTrail{}
	}
	if r.Masker == nil {
		r.Masker = usualMasker
	}
	if r.recent == nil {
		r.recent = &recent{}
	}
	if r.known == nil {
		r.known = &known{}
	}
	if r.reveals == nil {
		r.reveals = &reveals{}
	}
	return r
}
