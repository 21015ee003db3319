package guard

import (
	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
)

// Rules are how a console knows people, and what it lets them do.
type Rules struct {
	Directory   *people.Directory // proves who people are, in each cluster; nil: nobody is verified
	DefaultRole people.Role       // everybody's where there is no Directory; Viewer when ""
	AllowWrites bool              // else nobody changes anything
	ReadOnly    bool              // of a guard's cluster: nobody changes anything in it, whatever AllowWrites says
	Trail       Trail             // nil: no record is kept, and so nothing is changed or revealed

	Masker          *mask.Masker // hides secrets, for good from those who may not reveal them and from others until they do, on record; nil: that of mask.DefaultPatterns
	RequireReason   bool         // nobody reveals anything without one
	UnrecordedReads bool         // who looks at which znode is not recorded; refusals by the policy are

	recent *recent // what was changed lately; WithDefaults makes it
}

// masks reports whether people of this role see secrets masked: those who may not
// reveal them always, and everybody where people are known or what they do is
// recorded. A console with neither is one person's look at what ZooKeeper gives
// them.
func (r Rules) masks(role people.Role) bool {
	_, unrecorded := r.Trail.(noTrail)
	return !role.May(people.Reveal) || r.Directory != nil || !unrecorded
}

// Masks reports whether the person sees secrets masked.
func (g *Guard) Masks() bool { return g.rules.masks(g.Person.Role) }

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
	return r
}
