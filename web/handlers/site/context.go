package site

import (
	"slices"

	"github.com/labstack/echo/v4"
)

// The keys of values in an echo.Context for the log and the error page.
const (
	userKey  = "user"
	causeKey = "cause"
	typedKey = "typed"
)

// NoteUser stores the user of the request, for the log; "" is anonymous.
func NoteUser(c echo.Context, user string) { c.Set(userKey, user) }

// User returns the user that NoteUser stored, and whether there is one.
func User(c echo.Context) (user string, signedIn bool) {
	user, signedIn = c.Get(userKey).(string)
	return user, signedIn
}

// Cause returns the error behind an answer, for the log, or nil for none. It is set by NoteCause,
// and for a status of 500 or more.
func Cause(c echo.Context) error {
	cause, _ := c.Get(causeKey).(error)
	return cause
}

// NoteCause stores the error behind an answer, for the log.
func NoteCause(c echo.Context, err error) { c.Set(causeKey, err) }

// NoteTyped stores the texts of the submitted form, so that an error page can show them for
// copying. It leaves out empty ones.
func NoteTyped(c echo.Context, texts ...string) {
	c.Set(typedKey, slices.DeleteFunc(texts, func(text string) bool { return text == "" }))
}

// noteReasons stores the texts of a short form if NoteTyped was not called.
func noteReasons(c echo.Context) {
	r := c.Request()
	if c.Get(typedKey) != nil || r.ContentLength > MaxFormBytes {
		return
	}
	if fields, err := ReadForm(r); err == nil {
		NoteTyped(c, fields.Get("to"), fields.Get("comment"), fields.Get("reason"))
	}
}

func typed(c echo.Context) []string {
	texts, _ := c.Get(typedKey).([]string)
	return texts
}

// RequestID returns the ID that the console has given the request.
func RequestID(c echo.Context) string {
	return c.Response().Header().Get(echo.HeaderXRequestID)
}
