package mask

import (
	"regexp"
	"strings"
	"unicode"

	"zkweb/zkconn/payload/format"
)

// maskLines masks text in no readable format: properties, dotenv, INI, logs, headers, prose, and
// malformed JSON or YAML.
func (m *Masker) maskLines(text string) (masked string, count int, ok bool) {
	text, count, ok = maskKeys(text)
	if !ok {
		return "", 0, false
	}
	if strings.Contains(text, "Secret") && brokenSecret.MatchString(text) && dataOfSecret.MatchString(text) {
		return "", 0, false
	}
	if strings.Contains(text, "kty") && brokenWebKey.MatchString(text) {
		return "", 0, false
	}
	whole := wholeText{simple: format.IsProperties(text), anchored: strings.Contains(text, "&") && anchor.MatchString(text), jaas: strings.Contains(text, loginModule)}
	public := findPublic(text)
	var out strings.Builder
	hidden := false // the rest of a secret is being skipped, but lines in it can name a secret before it
	for at := 0; at < len(text); {
		end := at + logicalLine(text[at:])
		if m.spent() {
			return "", 0, false
		}
		line := lineMask{masker: m, wholeText: whole, line: text[at:end], after: text[end:]}
		if !isWithin(span{at, end}, public) {
			line.mask()
		}
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

// A Kubernetes Secret that cannot be read, so that it is not known which lines are its data.
var (
	brokenSecret = regexp.MustCompile(`(?m)^[ \t{,#\-]*"?kind"?:[ \t]*["']?Secret["']?[ \t\r,}]*$`)
	dataOfSecret = regexp.MustCompile(`(?m)^[ \t{,#\-]*"?(?:data|stringData)"?:`)
)

// brokenWebKey matches a private part of a JSON web key that cannot be read.
var brokenWebKey = regexp.MustCompile(`[{,\s]\\*"(?:d|k|p|q|dp|dq|qi)\\*"\s*:\s*\\*"[\w\-]{16,}`)

// logicalLine returns the length of the first line without its line end. It includes the lines that
// follow as long as a backslash ends the line before.
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

// wholeText holds properties of the text that a line belongs to.
type wholeText struct {
	simple   bool // the text is properties, so that lines are independent
	anchored bool // the text may contain YAML anchors
	jaas     bool // the text configures a Java login module
}

// loginModule is the end of the class names in a JAAS configuration, where the option user_bob="…"
// is the password of bob.
const loginModule = "LoginModule"

// lineMask masks one line.
type lineMask struct {
	wholeText
	masker *Masker
	line   string
	after  string // the text after the line

	count int
	open  bool // what follows belongs to a secret, or may do so
	lost  bool // there is a secret that cannot be masked alone
}

func (l *lineMask) mask() {
	l.maskPlain()
	l.maskEscaped()
}

// maskPlain masks what follows the first name of a secret in the line, and secrets that need no
// name.
func (l *lineMask) maskPlain() {
	spans := findInline(l.line)
	if coded, _ := l.masker.findCoded(l.line); len(coded) > 0 {
		spans = inOrder(append(spans, coded...))
	}
	started := false // a key over several lines
	for i, s := range spans {
		if started = format.CodedKeyStart(l.line[s.start:s.end]); started {
			spans[i].end = len(l.line)
			spans = spans[:i+1]
			break
		}
	}
	if l.jaas {
		spans = inOrder(append(spans, jaasUsers(l.line)...))
	}
	head, tail := l.line, ""
	visible := withoutArmor(withBars(l.line, spans))
	for from := 0; ; {
		name, found := l.masker.firstName(visible, from)
		if !found {
			break
		}
		if l.masker.spent() {
			l.lost = true
			return
		}
		if from = l.harmlessEnd(name); from > 0 {
			continue
		}
		if masked, whole := l.maskBehind(name.start, name.end); whole {
			head, tail = l.line[:name.end], masked
			l.lost = l.lost || !l.simple && l.namesWhatStandsBefore(name.end)
		}
		break
	}
	head, count := withMasks(head, spans)
	l.line = head + tail
	l.open = l.open || started
	l.count += count
}

// jaasUsers finds the values of user_bob="…".
func jaasUsers(line string) []span {
	const user = "user_"
	var users []span
	for at := 0; ; {
		next := strings.Index(line[at:], user)
		if next < 0 {
			return users
		}
		name := at + next
		at = name + len(user)
		if name > 0 && isWordByte(line[name-1]) {
			continue
		}
		equals := runEnd(line, at, userBytes)
		value := runEnd(line, equals, assigning)
		if value == equals || value == len(line) || line[value] != '"' && line[value] != '\'' {
			continue
		}
		end := value + 1 + format.IndexByteOr(line[value+1:], line[value])
		users = append(users, span{value + 1, max(value+1, len(strings.TrimRight(line[:end], `\`)))})
		at = end
	}
}

var (
	userBytes = byteSet("^ \t\r\n=\"'")
	assigning = byteSet(" \t=\\")
)

// maskBehind returns the text to put after the name, or false if the line stays as it is.
func (l *lineMask) maskBehind(start, end int) (masked string, whole bool) {
	key := keyAt(l.line[:start])
	if !l.simple && namesAnother(key) {
		l.lost = true // the secret may stand before its name
		return "", false
	}
	rest := l.line[end:]
	length, assigned := separatorOf(rest)
	separator := rest[:length]
	value := strings.Trim(rest[length:], closing)
	switch {
	case value == Text:
		l.open = l.continued()
		if !l.open {
			return "", false
		}
		l.count++
		return separator + Text, true
	case value == "" && (strings.TrimSpace(l.after) == "" || !assigned && l.standsAlone(key)):
		return "", false
	case value == "" && assigned:
		l.open = !l.entryNext()
	case value == "":
		l.open = true
	default:
		l.open = !l.closed(rest[length:]) || l.inOpenTag(start, rest) || !assigned && l.headsTable()
		l.lost = l.anchored && alias.MatchString(rest)
	}
	l.count++
	return separator + Text, true
}

// separatorOf returns the length of what stands between a name and its value (closing quotes and
// brackets, white space, and the sign of an assignment), and whether there is such a sign.
func separatorOf(rest string) (length int, assigned bool) {
	bare := strings.TrimLeftFunc(strings.TrimLeft(rest, "\"'`]?"), unicode.IsSpace)
	value := strings.TrimPrefix(bare, "=>")
	if len(value) == len(bare) {
		value = strings.TrimLeft(bare, ":=：＝")
	}
	assigned = len(value) < len(bare)
	return len(rest) - len(strings.TrimLeftFunc(value, unicode.IsSpace)), assigned
}

// YAML anchors and aliases in text that cannot be read as YAML.
var (
	anchor = regexp.MustCompile(`(?:^|[\s\[{,])&[^\s&]`)
	alias  = regexp.MustCompile(`(?:^|[\s:=,\[{])\*(?:[\pL\pN_.\-]|\s*$)`)
)

// closing are characters that can follow a value or surround it.
const closing = " \t\f\"'`,;)]}"

// maxPairGap is the maximum distance in bytes from a name back to its key, in the masked part of a
// line.
const maxPairGap = 256

// namesWhatStandsBefore reports whether any name from an offset on is the value of a key such as
// "name", so that its secret may stand before it.
func (l *lineMask) namesWhatStandsBefore(from int) bool {
	rest := l.line[from:]
	plain := unescape(rest)
	return l.masker.isNamedIn(rest) || plain != rest && l.masker.isNamedIn(plain)
}

// isNamedIn reports whether the name of a secret is the value of a key such as "name".
func (m *Masker) isNamedIn(text string) bool {
	for from := 0; ; {
		name, found := m.firstName(text, from)
		if !found {
			return false
		}
		if namesAnother(keyAt(text[max(from, name.start-maxPairGap):name.start])) {
			return true
		}
		from = name.end
	}
}

// keyAt returns the last part of the key whose value continues after a text, such as "type" for
// "a.type=x ", or "" if there is none.
func keyAt(before string) string {
	at := strings.LastIndexAny(before, "=:>")
	if at < 0 || strings.ContainsAny(before[at+1:], ",;|&([{<") {
		return ""
	}
	key := strings.TrimRightFunc(before[:at], func(r rune) bool { return !isNameRune(r) })
	return key[strings.LastIndexFunc(key, func(r rune) bool { return r == '.' || !isNameRune(r) })+1:]
}

// standsAlone reports whether a name at the end of the line, which is the value of key, says
// nothing about the next line.
func (l *lineMask) standsAlone(key string) bool {
	if l.simple && namesAnother(key) {
		return l.entryNext() && !l.hasValue()
	}
	if key == "" && l.simple {
		return entry.MatchString(l.line) && l.entryNext() // the last item of a list: methods=create,refreshToken
	}
	return key != "" && !namesAnother(key) && !l.continued() && balanced(l.line)
}

// hasValue reports whether a line a.b.name=x has its value further down, as in a.b.value=y. For a
// key of one word, this is always possible.
func (l *lineMask) hasValue() bool {
	key, _, _ := strings.Cut(strings.TrimSpace(l.line), "=")
	dot := strings.LastIndexByte(key, '.')
	return dot < 0 || strings.Contains(l.after, "\n"+key[:dot]+".val") || strings.Contains(l.after, "\n"+key[:dot]+".default")
}

// closed reports whether the value ends on its line.
func (l *lineMask) closed(value string) bool {
	if l.continued() {
		return false
	}
	switch value[0] {
	case '|', '>', '<', '{', '[', '(', '&', '*', '!', '\\':
		return false
	case '"', '\'', '`':
		if strings.HasPrefix(value, strings.Repeat(value[:1], 3)) {
			return false
		}
	}
	if l.simple && strings.IndexByte("\"'`", value[0]) < 0 {
		return true
	}
	return balanced(value) && !inQuotes(value) && (!goesOn(value) || l.entryNext())
}

// inQuotes reports whether a quote is open at the end of a value. An apostrophe within a word does
// not open one.
func inQuotes(value string) bool {
	var open byte
	for at := range len(value) {
		switch b := value[at]; {
		case b != '"' && b != '`' && b != '\'':
		case open == 0 && (b != '\'' || at == 0 || !isWordByte(value[at-1])):
			open = b
		case open == b && (at == 0 || value[at-1] != '\\'):
			open = 0
		}
	}
	return open != 0
}

// goesOn reports whether the end of a value says that it continues on the next line.
func goesOn(value string) bool {
	value = strings.TrimRight(value, " \t")
	last := value[strings.LastIndexAny(value, " \t")+1:]
	return proseSays[strings.ToLower(last)] || strings.HasSuffix(value, "||") || strings.IndexByte(":=,+([{&\\", value[max(0, len(value)-1)]) >= 0
}

// inOpenTag reports whether the name is that of an XML element, or of one of its attributes, that
// does not end on the line.
func (l *lineMask) inOpenTag(start int, rest string) bool {
	tag := openTag.FindString(l.line[:start])
	return tag != "" && !strings.Contains(rest, "</") && !emptyTag.MatchString(rest)
}

var (
	openTag  = regexp.MustCompile(`<(?:[\pL_][\w.\-]*:)?$`)
	emptyTag = regexp.MustCompile(`^[^<>]*/>`)
)

// continued reports whether the next line is indented deeper, or starts with a character that
// stands between a name and its value or between two parts of a value.
func (l *lineMask) continued() bool {
	next := l.next()
	start := strings.TrimLeft(next, " \t")
	return start != "" && (len(next)-len(start) > len(l.line)-len(strings.TrimLeft(l.line, " \t")) || strings.IndexByte(":=+.&?", start[0]) >= 0)
}

// entryNext reports whether the next line, if there is one, begins a new entry.
func (l *lineMask) entryNext() bool {
	next := l.next()
	return next == "" || !l.continued() && entry.MatchString(next)
}

var entry = regexp.MustCompile(`^[ \t]*(?:export +)?(?:[\pL_][\pL\pN_.\-]*|"[\pL_][\pL\pN_.\-]*"|'[\pL_][\pL\pN_.\-]*')[ \t]*[=:：]|^[ \t]*\[[\pL\pN_.\- ]+\][ \t]*$|^[ \t]*[}\])]+[,;]?[ \t]*$`)

// next returns the next line that is not blank.
func (l *lineMask) next() string {
	for line := range strings.SplitSeq(l.after, "\n") {
		if strings.TrimSpace(line) != "" {
			return strings.TrimRight(line, "\r")
		}
	}
	return ""
}

// balanced reports whether all brackets that are opened are closed.
func balanced(text string) bool {
	for _, pair := range []string{"()", "[]", "{}"} {
		if strings.Count(text, pair[:1]) > strings.Count(text, pair[1:]) {
			return false
		}
	}
	return true
}

// maskEscaped masks the whole line if it contains a secret that shows only once escapes are decoded
// or comments removed.
func (l *lineMask) maskEscaped() {
	plain := unescape(l.line)
	if plain != l.line && l.maskedWhen(plain) {
		return
	}
	if whole, parted := withoutXMLComments(plain); parted {
		l.maskedWhen(whole)
	}
}

// maskedWhen masks the whole line if there is a secret in plain, its decoded text.
func (l *lineMask) maskedWhen(plain string) bool {
	if hasKey(plain) && !hasKey(l.line) {
		l.lost = true
		return true
	}
	inside := lineMask{masker: l.masker, wholeText: l.wholeText, line: plain, after: l.after}
	inside.maskPlain()
	l.lost = l.lost || inside.lost
	if inside.count == 0 {
		return false
	}
	l.line, l.count, l.open = Text, l.count+inside.count, l.open || inside.open
	return true
}
