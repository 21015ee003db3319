package handlers

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

// retryError is an error after which to try again at a known time.
type retryError struct {
	error
	after time.Duration
}

func (e retryError) Unwrap() error { return e.error }

// absentError is that of a znode that does not exist.
type absentError struct {
	error
	ancestor *znode.Path // the nearest that exists; nil when unknown
}

func (e absentError) Unwrap() error { return e.error }

// failure is an error as the outside sees it.
type failure struct {
	kind       znode.Kind
	status     int
	message    string
	retryAfter time.Duration // 0 for never
	ancestor   *znode.Path   // as absentError's
	unrecorded bool          // not done, as it could not be recorded first
}

// fail is the one place that answers with an error: it turns the kind into a
// status and a page or JSON. What has no kind is a fault of the console, and
// its text goes to the log only.
func (s *Server) fail(err error, c echo.Context) {
	f := describe(err, c)
	if f.status >= http.StatusInternalServerError {
		c.Set(causeKey, err)
	}
	if c.Response().Committed {
		c.Set(causeKey, err) // too late for an answer: the log still says it
		return
	}
	f.sayWhen(c)
	if err := s.writeFailure(c, f); err != nil {
		c.Set(causeKey, err)
		if !c.Response().Committed {
			_ = c.String(http.StatusInternalServerError, "The console has a fault.\n")
		}
	}
}

func (s *Server) writeFailure(c echo.Context, f failure) error {
	switch formOf(c) {
	case asJSON:
		return c.JSON(f.status, map[string]jsonError{"error": {f.kind, f.message}})
	case asFragment:
		return render(c, f.status, nodes.TreeBranch{Problem: &views.Problem{Kind: f.kind, Message: f.message}})
	}
	page := s.errorPage(c, f)
	if f.kind == znode.Unauthenticated && page.Typed == "" {
		return seeOther(c, s.links.Login(page.Here))
	}
	return render(c, f.status, page)
}

// describe finds out what the outside is told about err.
func describe(err error, c echo.Context) failure {
	var (
		known  *znode.Error
		routed *echo.HTTPError
		absent absentError
		retry  retryError
		f      failure
	)
	switch {
	case errors.As(err, &known) && known.Kind != znode.Internal:
		f = failure{kind: known.Kind, status: statuses[known.Kind], message: words.English.Error(known)}
	case errors.As(err, &routed) && routed.Code < http.StatusInternalServerError:
		f = describeRouting(routed.Code)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f = failure{kind: znode.Unavailable, message: "ZooKeeper did not answer in time. Try again."}
	default:
		f = failure{kind: znode.Internal, message: "The console has a fault of its own. Its log tells more under the request id " + requestID(c) + "."}
	}
	if f.status == 0 {
		f.status = statuses[f.kind]
	}
	f.unrecorded = errors.Is(err, guard.ErrUnrecorded)
	if f.kind == znode.Unavailable {
		f.retryAfter = retryUnavailable
	}
	if errors.As(err, &retry) {
		f.retryAfter = retry.after
	}
	if errors.As(err, &absent) {
		f.ancestor = absent.ancestor
	}
	return f
}

// describeRouting is for the errors of the router itself.
func describeRouting(status int) failure {
	switch status {
	case http.StatusNotFound:
		return failure{kind: znode.NotFound, message: "The console has no page at this address."}
	case http.StatusMethodNotAllowed:
		return failure{kind: znode.Invalid, status: status, message: "This address does not take that HTTP method."}
	}
	return failure{kind: znode.Invalid, status: status, message: "The console does not understand this request."}
}

func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// sayWhen sets Retry-After where trying again may help, in whole seconds.
func (f failure) sayWhen(c echo.Context) {
	if f.retryAfter > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.retryAfter.Seconds()))))
	}
}
