package views

import "zkweb/zkconn/znode"

const unrecordedTitle = "Not on record, so not done"

func (p Problem) Title() string {
	if p.Unrecorded {
		return unrecordedTitle
	}
	return ProblemTitle(p.Kind)
}

// ProblemTitle names a kind of error in a word or two.
func ProblemTitle(kind znode.Kind) string {
	switch kind {
	case znode.Invalid:
		return "Not valid"
	case znode.Unauthenticated:
		return "Signed out"
	case znode.Denied:
		return "Denied"
	case znode.NotFound:
		return "Not found"
	case znode.Conflict:
		return "Conflict"
	case znode.TooLarge:
		return "Too large"
	case znode.RateLimited:
		return "Too many sign-ins"
	case znode.Unavailable:
		return "No connection to ZooKeeper"
	case znode.UnknownOutcome:
		return "Outcome unknown"
	}
	return "The console failed"
}

// ProblemWords is the problem's sentence, or what can be said of its kind.
func ProblemWords(p Problem) string {
	if p.Message != "" {
		return Visible(p.Message)
	}
	switch p.Kind {
	case znode.Denied:
		return "The ACL does not let you read this: it asks for READ (r)."
	case znode.NotFound:
		return "This is gone: it was deleted a moment ago."
	case znode.Unavailable:
		return "ZooKeeper did not answer in time."
	}
	return "This could not be read."
}
