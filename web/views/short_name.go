package views

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

const (
	longName = 24 // characters; longer names are shortened if there is no room
	nameTail = 16 // columns at the end that stay, enough for a sequence number
)

// ShortName appends a name as Name does. If there is no room, a long one is shortened in the
// middle, since such names often differ at the end. A name that is an escaped URL, as Dubbo's are,
// is decoded, and shortened at the end.
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

// ShortName returns the markup of Markup.ShortName.
func ShortName(name string) Markup {
	var m Markup
	m.ShortName(name)
	return m
}

// decodedURL returns the URL of which the name is the percent-encoded form, and whether it is one.
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

// tailBytes returns the length in bytes of the last nameTail columns of a text.
func tailBytes(text string) int {
	at, columns := len(text), 0
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		columns++
		if r >= 0x1100 { // from here on, most characters are two columns wide
			columns++
		}
		if columns > nameTail {
			break
		}
		at -= size
	}
	return len(text) - at
}
