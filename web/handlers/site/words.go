package site

import (
	"cmp"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/words"
)

const (
	wordsKey = "words" // of echo.Context: a func() *words.Words

	languageCookie = "zkweb-language"
	languageKept   = 365 * 24 * time.Hour
)

// ChooseWords returns the middleware that finds out in which language a request is
// answered.
func (s *Site) ChooseWords(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(wordsKey, sync.OnceValue(func() *words.Words { return s.wordsFor(c) }))
		return next(c)
	}
}

// WordsOf returns the words in which a request is answered. JSON and its
// lines are in English.
func WordsOf(c echo.Context) *words.Words {
	if choose, ok := c.Get(wordsKey).(func() *words.Words); ok {
		return choose()
	}
	return words.English
}

// wordsFor returns those of the language that was chosen in this browser, or of the
// person's profile, or that the browser prefers, or English.
func (s *Site) wordsFor(c echo.Context) *words.Words {
	if AsksJSON(c) || AsksLines(c) {
		return words.English
	}
	if cookie, err := c.Request().Cookie(languageCookie); err == nil {
		if chosen := words.Language(cookie.Value); chosen != nil {
			return chosen
		}
	}
	if preferred := words.Preferred(s.locale(c)); preferred != nil {
		return preferred
	}
	return cmp.Or(words.Preferred(c.Request().Header.Get("Accept-Language")), words.English)
}

// locale returns the language in the profile of whoever is signed in to the cluster that
// the request is about, or to any; "" where none is known.
func (s *Site) locale(c echo.Context) string {
	console := s.Auth.Session(c.Request())
	if signIn := console.SignIn(c.Param("cluster")); signIn != nil && signIn.Person().Locale != "" {
		return signIn.Person().Locale
	}
	for _, signIn := range console.SignIns() {
		if locale := signIn.Person().Locale; locale != "" {
			return locale
		}
	}
	return ""
}

// KeepLanguage makes a browser's later requests be answered in a language.
func (s *Site) KeepLanguage(c echo.Context, chosen *words.Words) {
	c.SetCookie(&http.Cookie{
		Name:     languageCookie,
		Value:    chosen.Lang,
		Path:     s.Links.BasePath + "/",
		MaxAge:   int(languageKept.Seconds()),
		HttpOnly: true,
		Secure:   auth.Secure(c.Request()),
		SameSite: http.SameSiteLaxMode,
	})
}

// NameLanguage says in an answer's header in which language it is, and on what
// that depends.
func NameLanguage(c echo.Context) {
	header := c.Response().Header()
	header.Set("Content-Language", WordsOf(c).Lang)
	header.Add(echo.HeaderVary, "Accept-Language")
	header.Add(echo.HeaderVary, "Cookie")
}
