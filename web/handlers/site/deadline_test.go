package site

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"
)

// TestARequestHasOneDeadline checks that all calls of a request share one deadline, so that every
// page answers within three seconds.
func TestARequestHasOneDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
		if err := (&Site{PageTime: PageTime}).GiveTime(func(echo.Context) error { return nil })(c); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		for range 2 {
			ctx, cancel := Deadline(c)
			defer cancel()
			<-ctx.Done()
			if took := time.Since(begun); took != PageTime {
				t.Errorf("the deadline is after %v", took)
			}
		}
		RestartDeadline(c)
		ctx, cancel := Deadline(c)
		defer cancel()
		if end, _ := ctx.Deadline(); time.Until(end) != PageTime {
			t.Errorf("restarted, it ends after %v", time.Until(end))
		}
	})
}
