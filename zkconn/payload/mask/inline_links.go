package mask

import (
	"regexp"
	"strings"
)

// url finds the password of a URL: from the first colon after "://" to the last "@" before white
// space, since passwords are often not properly encoded. A user without a password may be a token.
func (i *inline) url(start int) {
	if start < i.noUser {
		return
	}
	login := start + len("://")
	end := runEnd(i.text, login, noSpace)
	at := strings.LastIndexByte(i.text[login:end], '@')
	if at < 0 {
		i.noUser = end
		return
	}
	end = login + at
	user, password, both := strings.Cut(i.text[login:end], ":")
	switch scheme := schemeBefore(i.text, start); {
	case scheme == "":
	case both && password != "":
		i.add(login+len(user)+1, end)
	case both: // "u:@"
	case hasTokenUser(scheme) && !strings.ContainsAny(user, "/?#") && user != "":
		i.add(login, end)
	}
}

// schemeBefore returns the scheme of the URL whose "://" is at end, in lower case, or "" if there
// is none.
func schemeBefore(text string, end int) string {
	start := end
	for start > 0 && end-start < 64 && schemeBytes[text[start-1]] {
		start--
	}
	return strings.ToLower(strings.TrimLeft(text[start:end], "0123456789+-."))
}

var schemeBytes = byteSet("-A-Za-z0-9+.")

// hasTokenUser reports whether a user without a password is a token in URLs of a scheme.
func hasTokenUser(scheme string) bool {
	return strings.HasPrefix(scheme, "http") || strings.HasSuffix(scheme, "+http") || strings.HasSuffix(scheme, "+https") || strings.HasPrefix(scheme, "redis") || scheme == "nats"
}

// oracle finds the password in jdbc:oracle:thin:scott/tiger@//host.
func (i *inline) oracle(start int) {
	if start < i.noUser {
		return
	}
	driver := start + len("jdbc:oracle:")
	user := runEnd(i.text, driver, alphanumeric)
	if user == driver || user == len(i.text) || i.text[user] != ':' {
		return
	}
	password := runEnd(i.text, user+1, oracleUser)
	if password == len(i.text) || i.text[password] != '/' {
		return
	}
	password++
	end := runEnd(i.text, password, noSpace)
	if strings.HasPrefix(i.text[password:], `"`) {
		if close := strings.IndexByte(i.text[password+1:min(len(i.text), password+maxQuoted)], '"'); close >= 0 {
			end = max(end, runEnd(i.text, password+1+close, noSpace))
		}
	}
	at := strings.LastIndexByte(i.text[password:end], '@')
	if at < 0 {
		i.noUser = end
		return
	}
	i.add(password, password+at)
}

const maxQuoted = 256 // maximum size of a quoted password, in bytes

var oracleUser = byteSet("^ \t\r\n\f\v/@")

// dataSource finds the password in Go's "user:password@tcp(host:1)/db".
func (i *inline) dataSource(start int) {
	from := start
	for from > i.done && start-from < maxQuoted && credential[i.text[from-1]] {
		from--
	}
	if user, password, both := strings.Cut(i.text[from:start], ":"); both && password != "" {
		i.add(from+len(user)+1, start)
	}
}

// easyConnect finds the password in Oracle's user/password@//host.
func (i *inline) easyConnect(start int) {
	from := start
	for from > i.done && start-from < maxQuoted && credential[i.text[from-1]] {
		from--
	}
	if user, password, both := strings.Cut(i.text[from:start], "/"); both && password != "" && user != "" && !strings.Contains(user, ":") {
		i.add(from+len(user)+1, start)
	}
}

// localConnect is like easyConnect, for a database with one of Oracle's usual names.
func (i *inline) localConnect(start int) {
	if oracleName.MatchString(i.text[start:min(len(i.text), start+maxQuoted)]) {
		i.easyConnect(start)
	}
}

// addressConnect is like easyConnect, for a database at an IP address, if the password looks like
// one.
func (i *inline) addressConnect(start int) {
	password := i.text[max(i.done, start-maxQuoted):start]
	password = password[strings.LastIndexAny(password, " \t\n\"'/=:,")+1:]
	if address.MatchString(i.text[start:min(len(i.text), start+maxQuoted)]) && isRealmPassword(password) {
		i.easyConnect(start)
	}
}

var address = regexp.MustCompile(`^@\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`)

var oracleName = regexp.MustCompile(`^@(?i:orcl|orclpdb1?|orclcdb|xe|xepdb1)(?:[\s"',;]|$)`)

// signature finds the signature in a link or connection string.
func (i *inline) signature(start int) {
	if start == 0 || strings.IndexByte("?&;-", i.text[start-1]) < 0 {
		return
	}
	name := i.text[max(0, start-maxParameter):start]
	before := strings.LastIndexAny(name, "?&;")
	if before < 0 || strings.ContainsAny(name[before:], " =\t\n") {
		return
	}
	if end := runEnd(i.text, i.at, parameter); end > i.at {
		i.add(i.at, end)
	}
}

const maxParameter = 16 // maximum size of a prefix such as "X-Amz-", in bytes

// hook finds the secret part of the address of a web hook.
func (i *inline) hook(int) {
	rest := i.text[i.at:]
	for _, kind := range []string{"services/", "workflows/", "triggers/", "catch/"} {
		if strings.HasPrefix(rest, kind) {
			i.add(i.at+len(kind), runEnd(i.text, i.at, credential))
			return
		}
	}
	if strings.HasSuffix(i.text[:i.at], "slack.com/") || strings.HasSuffix(i.text[:i.at], "slack-gov.com/") {
		return
	}
	if end := runEnd(i.text, i.at, credential); end-i.at >= minToken {
		i.add(i.at, end)
	}
}

// mattermost finds the secret part of the address of a Mattermost hook: 26 lower case letters and
// digits.
func (i *inline) mattermost(int) {
	const length = 26
	end := runEnd(i.text, i.at, alphanumeric)
	if word := i.text[i.at:end]; len(word) == length && strings.ToLower(word) == word && strings.ContainsAny(word, "0123456789") {
		i.add(i.at, end)
	}
}

// header finds the credentials in an Authorization header or a part of one.
func (i *inline) header(start int) {
	i.weak(start)
	value := i.at
	for value < len(i.text) && (i.text[value] == ' ' || i.text[value] == '\t') {
		value++
	}
	end := runEnd(i.text, value, credential)
	if value > i.at && end-value >= minCredential && looksCoded(i.text[value:end]) {
		i.add(value, end)
	}
}

const minCredential = 8

// looksCoded reports whether text is a token and not a word, as in “basic authentication”.
func looksCoded(text string) bool {
	return strings.ContainsAny(text, "0123456789=+/_") || strings.ToLower(text[1:]) != text[1:]
}
