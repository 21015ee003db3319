package auth

import "zkweb/zkconn/payload"

// Rules are how a console knows people, and what it lets them do.
type Rules struct {
	Directory   *Directory // proves who people are, in each cluster; nil: nobody is verified
	DefaultRole Role       // everybody's where there is no Directory; Viewer when ""
	AllowWrites bool       // else nobody changes anything
	Trail       Trail      // nil: no record is kept, and so nothing is changed or revealed

	Masker          *payload.Masker // hides secrets until they are revealed; nil: that of payload.DefaultMaskPatterns
	RequireReason   bool            // nobody reveals anything without one
	UnrecordedReads bool            // who looks at which znode is not recorded; refusals by the policy are
}

var usualMasker, _ = payload.NewMasker(payload.DefaultMaskPatterns()) // they are patterns

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
