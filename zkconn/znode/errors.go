package znode

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"
)

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
	RateLimited     Kind = "rate_limited"    // too many sign-ins or reveals
	Unavailable     Kind = "unavailable"     // not connected, or no answer in time
	UnknownOutcome  Kind = "unknown_outcome" // a write was sent and no answer came
	Internal        Kind = "internal"        // a fault of the console itself
)

// Args are the values in an error's sentence, by name. They hold no secret and
// nothing that a browser sent.
type Args map[string]string

// Error is an error that a person may be told of. Kind decides how the outside
// sees it; Code and Args say what happened, and web/words makes the sentence
// from them in the reader's language. Cause is for the log.
type Error struct {
	Kind  Kind
	Code  Code
	Args  Args
	Cause error
}

// Error returns the kind, code, arguments and cause, for logs.
func (e *Error) Error() string {
	text := string(e.Kind)
	if e.Code != "" {
		text += ": " + string(e.Code)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Args)) {
		text += " " + name + "=" + strconv.Quote(e.Args[name])
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// RetryError is an error after which to try again at a known time.
type RetryError struct {
	Err   error
	After time.Duration
}

// Error implements error.
func (e RetryError) Error() string { return e.Err.Error() }

// Unwrap returns the error itself.
func (e RetryError) Unwrap() error { return e.Err }

// KindOf returns the kind of the first Error in err's chain; Internal when there is
// none, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the code of the first Error in err's chain; "" when there is none.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}
