package mask

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// maskLines masks text that is in no format that can be read: properties,
// dotenv, INI, logs, headers, prose, and what was meant to be JSON or YAML.
func (m *Masker) maskLines(text string) (masked string, count int, ok bool) {
	text, count, ok = maskKeys(text)
	if !ok {
		return "", 0, false
	}
	anchored := anchor.MatchString(text)
	properties := format.IsProperties(text)
	var out strings.Builder
	hidden := false // what is left is masked, but can say that something before it is a secret
	for at := 0; at < len(text); {
		end := at + logicalLine(text[at:])
		line := lineMask{masker: m, line: text[at:end], after: text[end:], simple: properties, anchored: anchored}
		line.mask()
		if line.lost {
			return "", 0, false
		}
		ending := len(line.after) - len(strings.TrimLeft(line.after, "\r\n"))
		at = end + ending
		if hidden {
			continue
		}
		out.WriteString(line.line)
		count += line.count
		hidden = line.open
		if !hidden {
			out.WriteString(line.after[:ending])
		}
	}
	return out.String(), count, true
}

// logicalLine is the length of the first line without its end, and with the
// lines behind it while a backslash ends them.
func logicalLine(text string) int {
	end := 0
	for {
		end += format.IndexByteOr(text[end:], '\n')
		if end == len(text) || !format.IsContinued(strings.TrimSuffix(text[:end], "\r")) {
			return len(strings.TrimRight(text[:end], "\r"))
		}
		end++
	}
}

// lineMask masks one line.
type lineMask struct {
	masker *Masker
	line   string
	after  string // the rest of the text
	simple bool   // each line stands for itself: the text is properties

	anchored bool // there may be anchors of YAML in the text
	count    int
	open     bool // what follows belongs to a secret, or may
	lost     bool // there is a secret that cannot be masked alone
}

func (l *lineMask) mask() {
	if !l.masker.mayHold(l.line) {
		return
	}
	l.maskPlain()
	l.maskEscaped()
}

// maskPlain masks what follows the line's first name, and what needs none.
func (l *lineMask) maskPlain() {
	head, tail := l.line, ""
	if start, end, found := l.masker.firstName(withoutInline(withoutArmor(l.line))); found {
		if masked, whole := l.maskBehind(start, end); whole {
			head, tail = l.line[:end], masked
			l.lost = l.lost || !l.simple && l.namesWhatStandsBefore(end)
		}
	}
	head, count := maskInline(head)
	l.line = head + tail
	l.count += count
}

// withoutArmor is as long as the line, and has bars for what stands around a
// private key and says its name.
func withoutArmor(line string) string {
	return keyArmor.ReplaceAllStringFunc(line, func(armor string) string { return strings.Repeat("|", len(armor)) })
}

// maskBehind gives what is to stand behind the name; false if the line stays
// as it is.
func (l *lineMask) maskBehind(start, end int) (masked string, whole bool) {
	key := keyAt(l.line[:start])
	if !l.simple && namesAnother(key) {
		l.lost = true // what it names may stand before it
		return "", false
	}
	rest := l.line[end:]
	separator := nameEnd.FindString(rest)
	value := strings.Trim(rest[len(separator):], closing)
	assigned := strings.ContainsAny(separator, "=:")
	switch {
	case value == Text:
		l.open = l.continued()
		if !l.open {
			return "", false
		}
		l.count++
		return separator + Text, true
	case value == "" && !assigned && (strings.TrimSpace(l.after) == "" || l.standsAlone(key)):
		return "", false
	case value == "" && assigned:
		l.open = !l.entryNext()
	case value == "":
		l.open = true
	default:
		l.open = !l.closed(rest[len(separator):]) || !assigned && l.headsTable()
		l.lost = l.anchored && alias.MatchString(rest)
	}
	l.count++
	return separator + Text, true
}

// nameEnd is what stands between a name and its value.
var nameEnd = regexp.MustCompile("^[\"'`\\]]*[ \\t]*(?:=>|[:=]+)?[ \\t]*")

// What YAML says elsewhere in the text, in text that cannot be read as YAML.
var (
	anchor = regexp.MustCompile(`(?:^|[\s\[{,])&[^\s&]`)
	alias  = regexp.MustCompile(`(?:^|[\s:=,\[{])\*(?:[\pL\pN_.\-]|\s*$)`)
)

// closing is what can stand behind a value, or around it.
const closing = " \t\f\"'`,;)]}"

// maxPairGap is how far before a name its key may begin, in the part of a line
// that is masked already.
const maxPairGap = 256

// namesWhatStandsBefore tells whether one of the names from an offset on is the
// value of a key such as "name", so that a secret may stand before it.
func (l *lineMask) namesWhatStandsBefore(from int) bool {
	for {
		start, end, found := l.masker.firstName(l.line[from:])
		if !found {
			return false
		}
		if namesAnother(keyAt(l.line[max(0, from+start-maxPairGap) : from+start])) {
			return true
		}
		from += end
	}
}

// keyAt is the last part of the key whose value goes on behind a text, such as
// "type" behind "a.type=x "; "" if there is none.
func keyAt(before string) string {
	at := strings.LastIndexAny(before, "=:>")
	if at < 0 || strings.ContainsAny(before[at+1:], ",;|&([{<") {
		return ""
	}
	key := strings.TrimRightFunc(before[:at], func(r rune) bool { return !isNameRune(r) })
	return key[strings.LastIndexFunc(key, func(r rune) bool { return r == '.' || !isNameRune(r) })+1:]
}

// standsAlone tells whether a name at the line's end that is the value of key
// says nothing about the next line.
func (l *lineMask) standsAlone(key string) bool {
	return key != "" && !namesAnother(key) && !l.continued() && balanced(l.line)
}

// closed tells whether the value ends on its line.
func (l *lineMask) closed(value string) bool {
	if l.continued() {
		return false
	}
	switch value[0] {
	case '|', '>', '<', '{', '[', '(', '&', '*', '!', '\\':
		return false
	case '"', '\'', '`':
		tail := strings.TrimRight(value[1:], " \t\f,;)]}")
		return strings.HasSuffix(tail, value[:1]) && !strings.HasPrefix(value, strings.Repeat(value[:1], 3))
	}
	return l.simple || balanced(value)
}

// continued tells whether the next line is indented deeper, or starts with
// what stands between a name and its value.
func (l *lineMask) continued() bool {
	next := l.next()
	start := strings.TrimLeft(next, " \t")
	return start != "" && (len(next)-len(start) > len(l.line)-len(strings.TrimLeft(l.line, " \t")) || start[0] == ':' || start[0] == '=')
}

// entryNext tells whether the next line, if there is one, starts anew.
func (l *lineMask) entryNext() bool {
	next := l.next()
	return next == "" || !l.continued() && entry.MatchString(next)
}

var entry = regexp.MustCompile(`^[ \t]*(?:export +)?[\pL_][\pL\pN_.\-]*[ \t]*[=:]|^[ \t]*\[[\pL\pN_.\- ]+\][ \t]*$`)

// next is the next line that is not empty.
func (l *lineMask) next() string {
	for line := range strings.SplitSeq(l.after, "\n") {
		if strings.TrimSpace(line) != "" {
			return strings.TrimRight(line, "\r")
		}
	}
	return ""
}

// balanced tells whether all brackets that open close again.
func balanced(text string) bool {
	for _, pair := range []string{"()", "[]", "{}"} {
		if strings.Count(text, pair[:1]) > strings.Count(text, pair[1:]) {
			return false
		}
	}
	return true
}

// maskEscaped masks all of a line with a secret that only shows when escapes
// are read or comments left out.
func (l *lineMask) maskEscaped() {
	plain := l.line
	if whole, parted := withoutXMLComments(plain); parted && l.maskedWhen(whole) {
		return
	}
	for range maxUnescaped {
		next := unescape(plain)
		if next == plain || l.maskedWhen(next) {
			return
		}
		if whole, parted := withoutXMLComments(next); parted && l.maskedWhen(whole) {
			return
		}
		plain = next
	}
}

// maskedWhen masks all of the line if there is a secret in what it says.
func (l *lineMask) maskedWhen(plain string) bool {
	if keyBegin.MatchString(plain) && !keyBegin.MatchString(l.line) {
		l.lost = true
		return true
	}
	inside := lineMask{masker: l.masker, line: plain, after: l.after, simple: l.simple, anchored: l.anchored}
	inside.maskPlain()
	l.lost = l.lost || inside.lost
	if inside.count == 0 {
		return false
	}
	l.line, l.count, l.open = Text, l.count+inside.count, l.open || inside.open
	return true
}

// firstName finds the first word, or two words with white space between, that
// are a secret's name.
func (m *Masker) firstName(text string) (start, end int, found bool) {
	lastStart, lastEnd := 0, -1
	for at := 0; at < len(text); {
		start, end := nextWord(text, at)
		if start == len(text) {
			break
		}
		at = end
		if isMask(text, start, end) {
			continue
		}
		if m.secretKey(text[start:end]) && (!isCommon(text[start:end]) || usedAsKey(text, start, end)) {
			return start, end, true
		}
		if lastEnd >= 0 && strings.Trim(text[lastEnd:start], " \t") == "" && m.secretName(text[lastStart:end]) {
			return lastStart, end, true
		}
		lastStart, lastEnd = start, end
	}
	return 0, 0, false
}

// isMask tells whether the word of a text from start to end is Text's.
func isMask(text string, start, end int) bool {
	around := len("•")
	return start >= around && strings.HasPrefix(text[start-around:], Text) && end-start == len(Text)-2*around
}

func nextWord(text string, at int) (start, end int) {
	start = at
	for start < len(text) {
		r, size := utf8.DecodeRuneInString(text[start:])
		if isNameRune(r) {
			break
		}
		start += size
	}
	end = start
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isNameRune(r) {
			break
		}
		end += size
	}
	return start, end
}

func isNameRune(r rune) bool {
	return r == '_' || r == '-' || r == '.' || r == '$' || unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Cf)
}
