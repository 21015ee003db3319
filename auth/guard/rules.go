package guard

import (
	"zkweb/auth/people"
	"zkweb/auth/proposals"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/payload/mask"
)

// Rules are how a console knows people, and what it lets them do.
type Rules struct {
	Directory      *people.Directory           // proves who people are, in each cluster; nil: nobody is verified
	OwnDirectories map[string]people.Directory // of clusters that have another than Directory, by the cluster's name
	DefaultRole    people.Role                 // everybody's where there is no directory; Viewer when ""
	AllowWrites    bool                        // else nobody changes anything
	ReadOnly       bool                        // of a guard's cluster: nobody changes anything in it, whatever AllowWrites says
	Trail          Trail                       // nil: no record is kept, and so nothing is changed or revealed

	Approvals map[string]people.Approval // by cluster: where what an editor changes becomes a proposal
	Proposals *proposals.Store           // of these; not nil where there are Approvals

	Histories map[string]History // by cluster: what was recorded of it, where it is

	Previous        Keeper       // nil: nothing is kept of what changes replace
	Masker          *mask.Masker // hides secrets, for good from those who may not reveal them and from others until they do, on record; nil: that of mask.DefaultPatterns
	RequireReason   bool         // nobody reveals anything without one
	UnrecordedReads bool         // who looks at which znode is not recorded; refusals by the policy are

	maskAlways bool // secrets are masked, whoever the person is

	recent  *recent  // what was changed lately; WithDefaults makes it
	known   *known   // whose ZooKeeper sessions are; likewise
	reveals *reveals // how often people revealed secrets lately; WithDefaults makes it
}

// DirectoryOf returns the directory that proves who people are in a cluster; nil
// where nobody is verified.
func (r Rules) DirectoryOf(cluster string) *people.Directory {
	if own, ok := r.OwnDirectories[cluster]; ok {
		return &own
	}
	return r.Directory
}

// Unverified returns the names of those of the clusters in which nobody is verified.
func (r Rules) Unverified(clusters []cluster.Cluster) []string {
	var names []string
	for _, c := range clusters {
		if r.DirectoryOf(c.Name) == nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// masks reports whether a person sees secrets masked: those who may not reveal them
// always, and everybody where people are known or what they do is recorded. A
// console with neither is one person's look at what ZooKeeper gives them.
func (r Rules) masks(person people.Person) bool {
	_, unrecorded := r.Trail.(noTrail)
	return r.maskAlways || !person.Role.May(people.Reveal) || person.Verified || !unrecorded
}

// Recorded reports whether there is a trail.
func (g *Guard) Recorded() bool {
	_, unrecorded := g.rules.Trail.(noTrail)
	return !unrecorded
}

// Masked returns the guard of the same request that masks secrets, whoever the person is.
func (g *Guard) Masked() *Guard {
	masked := *g
	masked.rules.maskAlways = true
	return &masked
}

// Masks reports whether the person sees secrets masked.
func (g *Guard) Masks() bool { return g.rules.masks(g.Person) }

var usualMasker, _ = mask.New(mask.DefaultPatterns()) // they are patterns

// WithDefaults fills in what is not set.
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
