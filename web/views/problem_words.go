package views

import "zkweb/zkconn/znode"

const unrecordedTitle = "Not on record, so not done"

func (p Problem) title() string {
	if p.Unrecorded {
		return unrecordedTitle
	}
	return problemTitle(p.Kind)
}

// problemTitle names a kind of error in a word or two.
func problemTitle(kind znode.Kind) string {
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

// problemWords is the problem's sentence, or what can be said of its kind.
func problemWords(p Problem) string {
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

// rowWords says in a table's row why a child has no stat.
func rowWords(p Problem) string {
	switch p.Kind {
	case znode.Denied:
		return "denied"
	case znode.NotFound:
		return "gone: deleted after the names were listed"
	case znode.Unavailable:
		return "no stat: ZooKeeper did not answer in time"
	}
	return "no stat: " + problemWords(p)
}
