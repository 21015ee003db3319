package views

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

const (
	longName = 24 // characters, above which a name is shortened where there is no room
	nameTail = 16 // columns of its end that stay: with the number of a sequential znode
)

// ShortName appends a name as Name does. Where there is no room for a long one it is
// shortened in the middle, for what tells such names apart is often their end. A URL
// that is a name, as Dubbo's are, is shown decoded, and shortened at its end.
func (m *Markup) ShortName(name string) {
	if decoded, ok := decodedURL(name); ok {
		m.Raw(`<bdi class="name url" title="`)
		m.Text(Visible(name))
		m.Raw(`">`)
		m.nameText(decoded, 0, len(decoded))
		m.Raw(`</bdi>`)
		return
	}
	if utf8.RuneCountInString(name) <= longName {
		m.Name(name)
		return
	}
	head := len(name) - tailBytes(name)
	m.Raw(`<bdi class="name long"><span>`)
	m.nameText(name, 0, head)
	m.Raw(`</span>`)
	m.nameText(name, head, len(name))
	m.Raw(`</bdi>`)
}

// ShortName shows a name as Markup.ShortName does.
func ShortName(name string) Markup {
	var m Markup
	m.ShortName(name)
	return m
}

// decodedURL returns the URL that a name is the percent-encoded form of; false
// where it is none.
func decodedURL(name string) (string, bool) {
	if strings.IndexByte(name, '%') < 0 || !strings.Contains(name, "%3A%2F%2F") && !strings.Contains(name, "%3a%2f%2f") {
		return "", false
	}
	decoded, err := url.PathUnescape(name)
	if err != nil || !utf8.ValidString(decoded) {
		return "", false
	}
	return decoded, true
}

// tailBytes returns how many bytes the last nameTail columns of a text are.
func tailBytes(text string) int {
	at, columns := len(text), 0
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		columns++
		if r >= 0x1100 { // from there on most are two columns wide
			columns++
		}
		if columns > nameTail {
			break
		}
		at -= size
	}
	return len(text) - at
}
