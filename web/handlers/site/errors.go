package site

import (
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
	"zkweb/web/words"
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

// RetryError is an error after which to try again at a known time.
type RetryError struct {
	Err   error
	After time.Duration
}

// Error implements error.
func (e RetryError) Error() string { return e.Err.Error() }

// Unwrap returns the error itself.
func (e RetryError) Unwrap() error { return e.Err }

// absentError is that of a znode that does not exist.
type absentError struct {
	error
	ancestor *znode.Path // the nearest that exists; nil when unknown
}

func (e absentError) Unwrap() error { return e.error }

// Failure is an error as the outside sees it.
type Failure struct {
	Kind       znode.Kind
	Status     int
	Message    string
	RetryAfter time.Duration // 0 for never
	ancestor   *znode.Path   // as absentError's
	unrecorded bool          // not done, as it could not be recorded first
}

// JSONError is an error as JSON has it.
type JSONError struct {
	Kind    znode.Kind `json:"kind"`
	Message string     `json:"message"`
}

// ErrorJSON is err as JSON has it; nil for nil.
func ErrorJSON(c echo.Context, err error) *JSONError {
	if err == nil {
		return nil
	}
	f := Describe(err, c)
	return &JSONError{f.Kind, f.Message}
}

// ProblemOf is what stands in the place of a part of a page that could not be
// read.
func ProblemOf(c echo.Context, err error) *views.Problem {
	f := Describe(err, c)
	if f.Status >= http.StatusInternalServerError {
		c.Set(causeKey, err)
	}
	return &views.Problem{Kind: f.Kind, Message: f.Message, Unrecorded: f.unrecorded}
}

// Fail is the one place that answers with an error: it turns the kind into a
// status and a page or JSON. What has no kind is a fault of the console, and
// its text goes to the log only.
func (s *Site) Fail(err error, c echo.Context) {
	f := Describe(err, c)
	if f.Status >= http.StatusInternalServerError {
		c.Set(causeKey, err)
	}
	if c.Response().Committed {
		c.Set(causeKey, err) // too late for an answer: the log still says it
		return
	}
	f.SetRetryAfter(c)
	if err := s.writeFailure(c, f); err != nil {
		c.Set(causeKey, err)
		if !c.Response().Committed {
			_ = c.String(http.StatusInternalServerError, "The console has a fault.\n")
		}
	}
}

func (s *Site) writeFailure(c echo.Context, f Failure) error {
	switch {
	case AsksJSON(c):
		return c.JSON(f.Status, map[string]JSONError{"error": {f.Kind, f.Message}})
	case RouteOf(c).Answers == Fragment:
		return Render(c, f.Status, nodes.TreeBranch{Words: words.English, Problem: &views.Problem{Kind: f.Kind, Message: f.Message}})
	}
	page := s.errorPage(c, f)
	if f.Kind == znode.Unauthenticated && page.Typed == "" {
		return SeeOther(c, s.Links.Login(page.Here))
	}
	return Render(c, f.Status, page)
}

// Describe finds out what the outside is told about err.
func Describe(err error, c echo.Context) Failure {
	var (
		known  *znode.Error
		routed *echo.HTTPError
		absent absentError
		retry  RetryError
		f      Failure
	)
	switch {
	case errors.As(err, &known) && known.Kind != znode.Internal:
		f = Failure{Kind: known.Kind, Status: statuses[known.Kind], Message: words.English.Error(known)}
	case errors.As(err, &routed) && routed.Code < http.StatusInternalServerError:
		f = describeRouting(routed.Code)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f = Failure{Kind: znode.Unavailable, Message: "ZooKeeper did not answer in time. Try again."}
	default:
		f = Failure{Kind: znode.Internal, Message: "The console has a fault of its own. Its log tells more under the request id " + RequestID(c) + "."}
	}
	if f.Status == 0 {
		f.Status = statuses[f.Kind]
	}
	f.unrecorded = errors.Is(err, guard.ErrUnrecorded)
	if f.Kind == znode.Unavailable {
		f.RetryAfter = retryUnavailable
	}
	if errors.As(err, &retry) {
		f.RetryAfter = retry.After
	}
	if errors.As(err, &absent) {
		f.ancestor = absent.ancestor
	}
	return f
}

// describeRouting is for the errors of the router itself.
func describeRouting(status int) Failure {
	switch status {
	case http.StatusNotFound:
		return Failure{Kind: znode.NotFound, Message: "The console has no page at this address."}
	case http.StatusMethodNotAllowed:
		return Failure{Kind: znode.Invalid, Status: status, Message: "This address does not take that HTTP method."}
	}
	return Failure{Kind: znode.Invalid, Status: status, Message: "The console does not understand this request."}
}

// IsRead reports whether a method changes nothing.
func IsRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// SetRetryAfter sets Retry-After where trying again may help, in whole seconds.
func (f Failure) SetRetryAfter(c echo.Context) {
	if f.RetryAfter > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
}
