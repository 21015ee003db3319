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
	wordsKey = "words" // key of an echo.Context: a func() *words.Words

	languageCookie = "zkweb-language"
	languageKept   = 365 * 24 * time.Hour
)

// ChooseWords is the middleware that chooses the language of the answer.
func (s *Site) ChooseWords(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(wordsKey, sync.OnceValue(func() *words.Words { return s.wordsFor(c) }))
		return next(c)
	}
}

// WordsOf returns the words of the answer's language. JSON and lines of JSON are in English.
func WordsOf(c echo.Context) *words.Words {
	if choose, ok := c.Get(wordsKey).(func() *words.Words); ok {
		return choose()
	}
	return words.English
}

// wordsFor returns the words of the language that was chosen in this browser, else that of the
// person's profile, else one that the browser prefers, else English.
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

// locale returns the language in the person's profile, preferably in the cluster that the request
// is about, or "" if none is known.
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

// KeepLanguage stores the language for the browser's later requests.
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

// NameLanguage sets the headers that name the language of an answer and what it depends on.
func NameLanguage(c echo.Context) {
	header := c.Response().Header()
	header.Set("Content-Language", WordsOf(c).Lang)
	header.Add(echo.HeaderVary, "Accept-Language")
	header.Add(echo.HeaderVary, "Cookie")
}
