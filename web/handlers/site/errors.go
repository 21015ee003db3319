package site

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/znode"
)

// statuses maps the kinds of errors to HTTP statuses, as documented.
var statuses = map[znode.Kind]int{
	znode.Invalid:         http.StatusBadRequest,
	znode.Unauthenticated: http.StatusUnauthorized,
	znode.Denied:          http.StatusForbidden,
	znode.NotFound:        http.StatusNotFound,
	znode.Conflict:        http.StatusConflict,
	znode.TooLarge:        http.StatusRequestEntityTooLarge,
	znode.RateLimited:     http.StatusTooManyRequests,
	znode.Unavailable:     http.StatusServiceUnavailable,
	znode.UnknownOutcome:  http.StatusGatewayTimeout,
	znode.Internal:        http.StatusInternalServerError,
}

// retryUnavailable is the time after which a request that found no connection may be repeated.
const retryUnavailable = 2 * time.Second

// absentError is the error of a znode that does not exist.
type absentError struct {
	error
	ancestor *znode.Path // the nearest existing ancestor; nil if unknown
}

func (e absentError) Unwrap() error { return e.error }

// elsewhereError is an error about another znode than the one in the URL.
type elsewhereError struct {
	error
	at string
}

func (e elsewhereError) Unwrap() error { return e.error }

// Failure is an error as clients see it.
type Failure struct {
	Kind       znode.Kind
	Code       znode.Code // "" for errors that have only a sentence
	Status     int
	Message    string
	RetryAfter time.Duration // 0 if repeating is useless
	Ancestor   *znode.Path   // the nearest existing ancestor of a missing znode; nil if unknown
	At         string        // the znode that it is about; "" for the one in the URL
	op         *int          // the index of the op that it is about; nil if there is only one
	unrecorded bool          // whether nothing was done because it could not be recorded first
}

// JSONError is the JSON of an error.
type JSONError struct {
	Kind    znode.Kind `json:"kind"`
	Code    znode.Code `json:"code,omitempty"`
	Message string     `json:"message"`
	Op      *int       `json:"op,omitempty"` // the index of the op that it is about, if there are several
}

func (f Failure) json() *JSONError { return &JSONError{f.Kind, f.Code, f.Message, f.op} }

// ErrorJSON returns the JSON of err, or nil for nil.
func ErrorJSON(c echo.Context, err error) *JSONError {
	if err == nil {
		return nil
	}
	f := Describe(err, c)
	return f.json()
}

// ProblemOf returns what a page shows instead of a part that could not be read.
func ProblemOf(c echo.Context, err error) *views.Problem {
	f := Describe(err, c)
	if f.Status >= http.StatusInternalServerError {
		NoteCause(c, err)
	}
	return f.Problem()
}

// Problem returns the failure as a part of a page shows it.
func (f Failure) Problem() *views.Problem {
	return &views.Problem{Kind: f.Kind, Code: f.Code, Message: f.Message, At: f.At, Unrecorded: f.unrecorded}
}

// Fail answers with an error: it turns the kind into a status and a page or JSON. It is the only
// place that does so. An error without a kind is a fault of the console, and its text goes only to
// the log.
func (s *Site) Fail(err error, c echo.Context) {
	if proposed, ok := errors.AsType[*Proposed](err); ok {
		if err = s.answerProposed(c, proposed.ID); err == nil {
			return
		}
	}
	f := Describe(err, c)
	if f.Status >= http.StatusInternalServerError {
		NoteCause(c, err)
	}
	if c.Response().Committed {
		NoteCause(c, err) // it is too late for an answer, but not for the log
		return
	}
	f.SetRetryAfter(c)
	if err := s.writeFailure(c, f); err != nil {
		NoteCause(c, err)
		if !c.Response().Committed {
			_ = c.String(http.StatusInternalServerError, "The console has a fault.\n")
		}
	}
}

func (s *Site) writeFailure(c echo.Context, f Failure) error {
	switch {
	case AsksJSON(c):
		return SendJSON(c, f.Status, map[string]*JSONError{"error": f.json()})
	case RouteOf(c).Answers == Fragment:
		return Render(c, f.Status, nodes.TreeBranch{Words: WordsOf(c), Problem: f.Problem()})
	}
	if f.Kind == znode.Unauthenticated {
		noteReasons(c)
	}
	page := s.ErrorPage(c, f)
	if f.Kind == znode.Unauthenticated && len(page.Typed) == 0 {
		return SeeOther(c, s.Links.Login(page.Here))
	}
	return Render(c, f.Status, page)
}

// Describe returns what clients may know of err.
func Describe(err error, c echo.Context) Failure {
	shown, status := outside(err, c)
	f := Failure{Kind: shown.Kind, Code: shown.Code, Status: cmp.Or(status, statuses[shown.Kind]), Message: WordsOf(c).Error(shown)}
	f.unrecorded = errors.Is(err, guard.ErrUnrecorded)
	if f.Kind == znode.Unavailable {
		f.RetryAfter = retryUnavailable
	}
	var retry znode.RetryError
	if errors.As(err, &retry) {
		f.RetryAfter = retry.After
	}
	if blamed, ok := errors.AsType[*znode.OpError](err); ok {
		f.op = &blamed.Index
	}
	var absent absentError
	if errors.As(err, &absent) {
		f.Ancestor = absent.ancestor
	}
	if elsewhere, ok := errors.AsType[elsewhereError](err); ok {
		f.At = elsewhere.at
	}
	return f
}

// outside returns err for clients, and its status if it is not that of its kind.
func outside(err error, c echo.Context) (shown *znode.Error, status int) {
	var routed *echo.HTTPError
	switch {
	case errors.As(err, &shown) && shown.Kind != znode.Internal:
		return shown, 0
	case errors.As(err, &routed) && routed.Code < http.StatusInternalServerError:
		return routingError(routed.Code), routed.Code
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeTimedOut}, 0
	}
	return &znode.Error{Kind: znode.Internal, Code: znode.CodeFault, Args: znode.Args{"request": RequestID(c)}}, 0
}

// routingError returns the error for a status of the router.
func routingError(status int) *znode.Error {
	switch status {
	case http.StatusNotFound:
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoPage}
	case http.StatusMethodNotAllowed:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeMethod}
	}
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeRequest}
}

// IsRead reports whether a method only reads.
func IsRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// SetRetryAfter sets Retry-After, in whole seconds, if repeating the request may help.
func (f Failure) SetRetryAfter(c echo.Context) {
	if f.RetryAfter > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
}
