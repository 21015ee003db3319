package auth

import "zkweb/zkconn/payload/mask"

// Rules are how a console knows people, and what it lets them do.
type Rules struct {
	Directory   *Directory // proves who people are, in each cluster; nil: nobody is verified
	DefaultRole Role       // everybody's where there is no Directory; Viewer when ""
	AllowWrites bool       // else nobody changes anything
	Trail       Trail      // nil: no record is kept, and so nothing is changed or revealed

	Masker          *mask.Masker // hides secrets, from auditors for good and from others until they reveal them on record; nil: that of mask.DefaultPatterns
	RequireReason   bool         // nobody reveals anything without one
	UnrecordedReads bool         // who looks at which znode is not recorded; refusals by the policy are
}

// masks tells whether people of this role see secrets masked: auditors always,
// and everybody where people are known or what they do is recorded. A console
// with neither is one person's look at what ZooKeeper gives them.
func (r Rules) masks(role Role) bool {
	_, unrecorded := r.Trail.(noTrail)
	return role == Auditor || r.Directory != nil || !unrecorded
}

var usualMasker, _ = mask.New(mask.DefaultPatterns()) // they are patterns

func (r Rules) withDefaults() Rules {
	if r.DefaultRole == "" {
		r.DefaultRole = Viewer
	}
	if r.Trail == nil {
		r.Trail = noTrail{}
	}
	if r.Masker == nil {
		r.Masker = usualMasker
	}
	return r
}
