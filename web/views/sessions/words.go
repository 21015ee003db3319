package sessions

import "zkweb/web/views"

func (p Page) title() string {
	if p.Query.Watched {
		return p.Words.Sessions.Title + " — " + views.NodeTitle(p.Query.Watching)
	}
	return p.Words.Sessions.Title
}

// totals says how much all sessions hold together.
func (p Page) totals() string {
	if !p.Ephemerals {
		return p.Words.Sessions.Sessions(p.Total)
	}
	return p.Words.Sessions.Totals(p.Total, p.Held)
}

// none says why no session is shown.
func (p Page) none() string {
	switch {
	case p.Query.Filter != "":
		return p.Words.Sessions.NoMatch
	case p.Query.Watched:
		return p.Words.Sessions.NobodyWatches
	}
	return p.Words.Sessions.None
}

// none says why no path is shown: the filter excludes all, or there is none.
func (p SessionPage) none(there string) string {
	if p.Query.Filter != "" {
		return p.Words.Sessions.NoPath
	}
	return there
}
