package auth

// Rules are how a console knows people, and what it lets them do.
type Rules struct {
	Directory   *Directory // proves who people are, in each cluster; nil: nobody is verified
	DefaultRole Role       // everybody's where there is no Directory; Viewer when ""
	AllowWrites bool       // else nobody changes anything
	Trail       Trail      // nil: no record is kept, and so nothing is changed
}

func (r Rules) withDefaults() Rules {
	if r.DefaultRole == "" {
		r.DefaultRole = Viewer
	}
	if r.Trail == nil {
		r.Trail = noTrail{}
	}
	return r
}
