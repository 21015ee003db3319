package mask

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// isProse reports whether a name is used in a sentence that does not tell the secret: the sentence
// ends with the name, or continues in a way that only sentences do.
func (l *lineMask) isProse(name foundName, value string) bool {
	if len(l.line) > maxSentence {
		return false
	}
	if behind := l.line[name.end:]; (tellsInEnglish(behind) || tellsInChinese(l.line[name.start:name.end], behind)) && !l.headsTable() {
		return true
	}
	before := strings.Fields(l.line[:name.start])
	if name.kind == passwordName && ofOwner.MatchString(l.line[name.end:]) && (len(before) > 0 || unicode.IsUpper(rune(l.line[name.start]))) && len(strings.Fields(l.next())) != 1 && !l.headsTable() {
		return true
	}
	value = strings.Trim(value, closing+".。，；、!?！？*/")
	if value == "" {
		negated := isNegated(before)
		return !strings.HasSuffix(strings.TrimRight(l.line, " \t"), ":") && (negated || isSentence(l.line) && len(strings.Fields(l.next())) != 1 && !l.headsTable()) || isChineseSentence(l.line[:name.end])
	}
	words := strings.Fields(value)
	if len(words) < 2 || !goesOnAsProse[strings.ToLower(words[0])] || len(before) == 0 && !unicode.IsUpper(rune(l.line[name.start])) {
		return false
	}
	return strings.IndexFunc(value, func(r rune) bool { return !unicode.IsLower(r) && !strings.ContainsRune(" .,;()'", r) }) < 0 &&
		!slices.ContainsFunc(words, func(word string) bool { return word == "is" || word == "was" || len(word) > maxProseWord })
}

// ofOwner matches the end of a sentence that says whose password it is about.
var ofOwner = regexp.MustCompile(`^ (?:of|for) (?:the )?(?:(?:user|client|account|service) ["']?[\w@.\-]+["']?|[a-z]+)[.!]?$`)

// isNegated reports whether the words before a name say that there is no secret, or not the right
// one: no password, invalid user name or password.
func isNegated(before []string) bool {
	for i := len(before) - 1; i >= 0; i-- {
		switch word := strings.ToLower(strings.Trim(before[i], proseSigns)); {
		case negations[word]:
			return true
		case !besidePassword[word]:
			return false
		}
	}
	return false
}

const (
	maxSentence  = 512 // bytes
	maxProseWord = 12  // letters
)

var (
	negations      = set("no without any neither nor zero invalid incorrect wrong missing bad expired unknown forgot forgotten")
	besidePassword = set("user username name or and")
	goesOnAsProse  = set("are were in by from must should can cannot may will and or have has here when if unless which that")
	functionWords  = set("a an the of in is are no not with without and or to for this that these those here any has have holds by be was were on at from it its all next")
)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}

// isSentence reports whether a line is prose.
func isSentence(line string) bool {
	const minWords, minFunctionWords = 4, 2
	words := strings.Fields(line)
	functional := 0
	for _, word := range words {
		if functionWords[strings.ToLower(strings.Trim(word, ".,;"))] {
			functional++
		}
	}
	return len(words) >= minWords && functional >= minFunctionWords && !strings.Contains(line, "  ") && !strings.ContainsAny(line, "\t|")
}

// isChineseSentence is like isSentence, for a line that ends in a Chinese name.
func isChineseSentence(line string) bool {
	for _, no := range []string{"没有", "不含", "不包含", "不存", "无需", "勿", "沒有", "请", "輸入", "输入", "忘记", "修改", "重置", "找回"} {
		if strings.Contains(line, no) {
			return true
		}
	}
	return false
}
