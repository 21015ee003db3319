package site

import (
	"slices"

	"github.com/labstack/echo/v4"
)

// The keys of what an echo.Context holds for the log and the error page.
const (
	userKey  = "user"
	causeKey = "cause"
	typedKey = "typed"
)

// NoteUser sets who the request is from, for the log; anonymous is "".
func NoteUser(c echo.Context, user string) { c.Set(userKey, user) }

// User returns what NoteUser set, and whether it did.
func User(c echo.Context) (user string, signedIn bool) {
	user, signedIn = c.Get(userKey).(string)
	return user, signedIn
}

// Cause returns the error behind an answer that NoteCause or a status of 500 or
// more has set, for the log; nil for none.
func Cause(c echo.Context) error {
	cause, _ := c.Get(causeKey).(error)
	return cause
}

// NoteCause sets the error behind an answer, for the log.
func NoteCause(c echo.Context, err error) { c.Set(causeKey, err) }

// NoteTyped keeps the texts of the form that came, so that the page of an error can give
// them back, each by itself. Empty ones are left out.
func NoteTyped(c echo.Context, texts ...string) {
	c.Set(typedKey, slices.DeleteFunc(texts, func(text string) bool { return text == "" }))
}

// noteReasons keeps what people type into forms that ask for little else, where nothing of
// the form was kept yet.
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

// RequestID returns the id that the console has given the request.
func RequestID(c echo.Context) string {
	return c.Response().Header().Get(echo.HeaderXRequestID)
}
