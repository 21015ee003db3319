package mask

import (
	"regexp"
	"strings"
)

var (
	// A URL with a user and perhaps a password: the scheme, and all up to the
	// last "@" before white space, as passwords are seldom encoded as they
	// should be.
	urlUser = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.\-]*)://(\S*)@`)
	// jdbc:oracle:thin:scott/tiger@//host
	oracleUser = regexp.MustCompile(`(?i)(jdbc:oracle:[a-z0-9]+:[^\s/@]*/)(\S*)@`)
	// The value of an Authorization header, or what is quoted of it.
	authorization = regexp.MustCompile(`(?i)\b(bearer|basic)([ \t]+)([^\s"'<>•]{8,})`)
	// The signature of a link or a connection string of Azure's.
	signature = regexp.MustCompile(`(?i)([?&;]sig=)([^\s&;"'<>•]+)`)
	// Tokens of GitHub, GitLab, Stripe and Slack, and JSON web tokens, whole.
	bareToken = regexp.MustCompile(`\b(?:gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_\-]{20,}|[rs]k_live_[A-Za-z0-9]{16,}|` +
		`xox[a-z]-[A-Za-z0-9\-]{10,}|eyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{2,}\.[A-Za-z0-9_\-]{8,})`)
	keyBegin = regexp.MustCompile(`(?i)-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-{4,5}`)
	keyArmor = regexp.MustCompile(`(?i)-{4,5} ?(?:BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-{4,5}`)
	keyEnd   = regexp.MustCompile(`(?i)-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-{4,5}`)
)

// maskInline masks what needs no name: passwords in URLs, credentials of
// headers, signatures and tokens of a known shape, anywhere on a line.
func maskInline(text string) (masked string, count int) {
	return coverInline(text, func(string) string { return Text })
}

// withoutInline is as long as the text, and has bars for what maskInline masks:
// a password can have a secret's name in it.
func withoutInline(text string) string {
	barred, _ := coverInline(text, func(secret string) string { return strings.Repeat("|", len(secret)) })
	return barred
}

func coverInline(text string, cover func(secret string) string) (covered string, count int) {
	replace := func(expression *regexp.Regexp, covered func(groups []string) string) {
		text = expression.ReplaceAllStringFunc(text, func(found string) string {
			other := covered(expression.FindStringSubmatch(found))
			if other != found {
				count++
			}
			return other
		})
	}
	if strings.Contains(text, "@") {
		replace(urlUser, func(groups []string) string { return coverURL(groups, cover) })
		replace(oracleUser, func(groups []string) string { return groups[1] + cover(groups[2]) + "@" })
	}
	replace(authorization, func(groups []string) string {
		if !looksCoded(groups[3]) {
			return groups[0]
		}
		return groups[1] + groups[2] + cover(groups[3])
	})
	replace(signature, func(groups []string) string { return groups[1] + cover(groups[2]) })
	if hintsToken(text) {
		replace(bareToken, func(groups []string) string { return cover(groups[0]) })
	}
	return text, count
}

// hintsToken is false only for a text without a bareToken.
func hintsToken(text string) bool {
	for _, start := range []string{"gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "k_live_", "xox", "eyJ"} {
		if strings.Contains(text, start) {
			return true
		}
	}
	return false
}

func coverURL(groups []string, cover func(secret string) string) string {
	scheme, login := groups[1], groups[2]
	user, password, both := strings.Cut(login, ":")
	switch {
	case both && password != Text:
		return scheme + "://" + user + ":" + cover(password) + "@"
	case !both && login != Text && strings.HasPrefix(strings.ToLower(scheme), "http") && !strings.ContainsAny(login, "/?#"):
		return scheme + "://" + cover(login) + "@"
	}
	return groups[0]
}

// looksCoded tells a token from a word: “basic authentication” is none.
func looksCoded(text string) bool {
	return strings.ContainsAny(text, "0123456789=+/_") || strings.ToLower(text[1:]) != text[1:]
}

// maskKeys masks private keys; ok is false for one without its end.
func maskKeys(text string) (masked string, count int, ok bool) {
	if !keyBegin.MatchString(text) {
		return text, 0, true
	}
	var out strings.Builder
	for {
		begin := keyBegin.FindStringIndex(text)
		if begin == nil {
			out.WriteString(text)
			return out.String(), count, true
		}
		end := keyEnd.FindStringIndex(text[begin[1]:])
		if end == nil {
			return "", 0, false
		}
		body := text[begin[1] : begin[1]+end[0]]
		if strings.TrimSpace(body) != Text {
			body = maskBlock(body)
			count++
		}
		out.WriteString(text[:begin[1]])
		out.WriteString(body)
		text = text[begin[1]+end[0]:]
	}
}

// maskBlock keeps the line ends around what it masks.
func maskBlock(body string) string {
	if strings.HasPrefix(strings.TrimPrefix(body, "\r"), "\n") {
		return "\n" + Text + "\n"
	}
	return Text
}
