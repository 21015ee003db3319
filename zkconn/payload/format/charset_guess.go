package format

import (
	"bytes"
	"strings"
	"unicode"
)

// Thresholds for a guess. minUsual is the required share of usual characters among those beyond
// ASCII. In text that is mostly ASCII, all of these must be of the script.
const (
	minUsual = 0.45
	ofScript = 0.3 // weight of a character of the script that is not a usual one
	minASCII = 8   // number of ASCII characters that make a text, whatever stands between them
)

// charset returns the character set that data seems to be in, or "" if there is none. Unless there
// is a byte order mark, it is a guess. Text in UTF-8 is in none.
func (r *Reading) charset() (name Name, guessed bool) {
	found := r.set.get(func() foundSet {
		if r.Readable() || len(r.Data) == 0 || len(r.Data) > MaxUnwrapped {
			return foundSet{}
		}
		return findCharset(r.Data)
	})
	return found.name, found.guessed
}

type foundSet struct {
	name    Name
	guessed bool
}

func findCharset(data []byte) foundSet {
	for _, mark := range []struct {
		bytes []byte
		name  Name
	}{{[]byte{0xff, 0xfe}, UTF16LE}, {[]byte{0xfe, 0xff}, UTF16BE}} {
		if bytes.HasPrefix(data, mark.bytes) && len(data) > len(mark.bytes) {
			if set := charsetOf(mark.name); set != nil {
				if _, ok := set.text(data); ok {
					return foundSet{mark.name, false}
				}
			}
		}
	}
	best := foundSet{guessed: true}
	most := 0.0
	for i := range charsets {
		set := &charsets[i]
		text, ok := set.text(data)
		if !ok {
			continue
		}
		if strings.Contains(text, MaskText) {
			return foundSet{set.name, true} // since what the masks replaced is missing from the score
		}
		if score := set.score(text); score > most {
			most, best.name = score, set.name
		}
	}
	return best
}

func charsetOf(name Name) *charset {
	for i := range charsets {
		if charsets[i].name == name {
			return &charsets[i]
		}
	}
	return nil
}

// score rates how likely it is that text was written in the character set. 0 means that it was not.
func (c *charset) score(text string) float64 {
	ascii, beyond, usual, known := 0, 0, 0, 0
	before := ' '
	for _, r := range text {
		switch {
		case r < 0x80:
			ascii++
		case c.usual(r) && (c.name != Latin1 || fitsLatin(before, r)):
			beyond++
			usual++
		default:
			beyond++
			if c.name != Latin1 && isEastAsian(r) {
				known++
			}
		}
		before = r
	}
	if beyond == 0 {
		// ASCII in two bytes each, which hardly occurs by chance.
		if isUTF16(c.name) && ascii >= 2 {
			return 1
		}
		return 0
	}
	share := (float64(usual) + ofScript*float64(known)) / float64(beyond)
	switch {
	case c.name == Latin1:
		// Every byte is a character of Latin-1, so letters beyond ASCII must be few, and all other
		// sets that fit are more likely.
		if usual < beyond || ascii < 2*beyond || ascii < minASCII && !isWord(text) {
			return 0
		}
		return minUsual
	case isUTF16(c.name) && ascii > beyond:
		return max(share, minUsual)
	case ascii > 2*beyond && ascii >= minASCII && share >= ofScript:
		return share
	case share < minUsual, 4*usual+ascii < 8: // a single character of two bytes may occur by chance
		return 0
	}
	return share
}

// isWord reports whether a text consists of a few words.
func isWord(text string) bool {
	letters := 0
	for _, r := range text {
		if r != ' ' && !unicode.IsLetter(r) {
			return false
		}
		letters++
	}
	return letters > 3
}

// fitsLatin reports whether a letter beyond ASCII fits after the one before it: no capital follows
// a lower case letter.
func fitsLatin(before, r rune) bool {
	return !(unicode.IsUpper(r) && unicode.IsLower(before))
}

func isEastAsian(r rune) bool {
	return r >= 0x3000 && r <= 0x30ff || r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 || r >= 0xff01 && r <= 0xff5e || strings.ContainsRune("·—‘’“”…、。「」『』", r)
}
