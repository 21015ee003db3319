package znode

import "errors"

// Kind is what went wrong in the outside's words; each has one HTTP status
// (docs/contract).
type Kind string

// The kinds of error.
const (
	Invalid         Kind = "invalid"         // a path, query or value that cannot be
	Unauthenticated Kind = "unauthenticated" // signed out
	Denied          Kind = "denied"          // an ACL, the console's policy, a cross-origin post
	NotFound        Kind = "not_found"       // no such znode or cluster
	Conflict        Kind = "conflict"        // version mismatch, exists already, not empty
	TooLarge        Kind = "too_large"       // over a limit
	RateLimited     Kind = "rate_limited"    // too many sign-ins
	Unavailable     Kind = "unavailable"     // not connected, or no answer in time
	UnknownOutcome  Kind = "unknown_outcome" // a write was sent and no answer came
	Internal        Kind = "internal"        // a fault of the console itself
)

// Error is an error that a person may be shown. Message is for them: what
// happened, what it means, what to do; it holds no secret and nothing a
// browser sent. Cause is for the log.
type Error struct {
	Kind    Kind
	Message string
	Cause   error
}

// Error is the message and the cause, for logs.
func (e *Error) Error() string {
	if e.Cause == nil {
		return string(e.Kind) + ": " + e.Message
	}
	return string(e.Kind) + ": " + e.Message + ": " + e.Cause.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf is the kind of the first Error in err's chain; Internal when there is
// none, "" for nil.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Kind
	}
	return Internal
}
