package znode

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Kind is the category of an error. Each has one HTTP status (docs/contract).
type Kind string

// The kinds of error.
const (
	Invalid         Kind = "invalid"         // a malformed path, query or value
	Unauthenticated Kind = "unauthenticated" // not signed in
	Denied          Kind = "denied"          // forbidden by an ACL or the console's policy, or a cross-origin post
	NotFound        Kind = "not_found"       // no such znode or cluster
	Conflict        Kind = "conflict"        // version mismatch, exists already, not empty
	TooLarge        Kind = "too_large"       // over a limit
	RateLimited     Kind = "rate_limited"    // too many sign-ins or reveals
	Unavailable     Kind = "unavailable"     // not connected, or no answer in time
	UnknownOutcome  Kind = "unknown_outcome" // a write was sent and no answer came
	Internal        Kind = "internal"        // a fault of the console itself
)

// Args are the values in the sentence of an error, by name. They hold no secrets and nothing that a
// browser sent.
type Args map[string]string

// Error is an error that may be shown to a person. Kind decides the HTTP status. Code and Args say
// what happened, and package words puts that into the reader's language. Cause is for the log.
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

// RetryError is an error after which it is worth trying again once After has passed.
type RetryError struct {
	Err   error
	After time.Duration
}

// Error implements error.
func (e RetryError) Error() string { return e.Err.Error() }

// Unwrap returns the error itself.
func (e RetryError) Unwrap() error { return e.Err }

// KindOf returns the kind of the first Error in err's chain, Internal if there is none, or "" if
// err is nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the code of the first Error in err's chain, or "" if there is none.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}
