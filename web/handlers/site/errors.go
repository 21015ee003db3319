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

// statuses are the contract's table of kinds.
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

// retryUnavailable is when to ask again for what is not connected.
const retryUnavailable = 2 * time.Second

// absentError is that of a znode that does not exist.
type absentError struct {
	error
	ancestor *znode.Path // the nearest that exists; nil when unknown
}

func (e absentError) Unwrap() error { return e.error }

// elsewhereError is that of another znode than the one that the address is about.
type elsewhereError struct {
	error
	at string
}

func (e elsewhereError) Unwrap() error { return e.error }

// Failure is an error as the outside sees it.
type Failure struct {
	Kind       znode.Kind
	Code       znode.Code // "" for errors that have a sentence only
	Status     int
	Message    string
	RetryAfter time.Duration // 0 for never
	Ancestor   *znode.Path   // of a znode that is not there, the nearest that is; nil when unknown
	At         string        // the znode that it is about; "" for that of the address
	op         *int          // of several, the one that it is about
	unrecorded bool          // not done, as it could not be recorded first
}

// JSONError is an error as JSON has it.
type JSONError struct {
	Kind    znode.Kind `json:"kind"`
	Code    znode.Code `json:"code,omitempty"`
	Message string     `json:"message"`
	Op      *int       `json:"op,omitempty"` // which of several ops it is about, from 0
}

func (f Failure) json() *JSONError { return &JSONError{f.Kind, f.Code, f.Message, f.op} }

// ErrorJSON returns err as JSON has it; nil for nil.
func ErrorJSON(c echo.Context, err error) *JSONError {
	if err == nil {
		return nil
	}
	f := Describe(err, c)
	return f.json()
}

// ProblemOf returns what stands in the place of a part of a page that could not be
// read.
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

// Fail is the one place that answers with an error: it turns the kind into a
// status and a page or JSON. What has no kind is a fault of the console, and
// its text goes to the log only.
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
		NoteCause(c, err) // too late for an answer: the log still says it
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

// Describe finds out what the outside is told about err.
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

// outside returns err for the outside, and its status where that is not its kind's.
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

// routingError returns the error of a status of the router itself.
func routingError(status int) *znode.Error {
	switch status {
	case http.StatusNotFound:
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoPage}
	case http.StatusMethodNotAllowed:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeMethod}
	}
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeRequest}
}

// IsRead reports whether a method changes nothing.
func IsRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// SetRetryAfter sets Retry-After where trying again may help, in whole seconds.
func (f Failure) SetRetryAfter(c echo.Context) {
	if f.RetryAfter > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
}
