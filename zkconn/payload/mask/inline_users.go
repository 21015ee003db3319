package mask

import (
	"regexp"
	"strings"
)

// maxLogin is the maximum size of user:password, in bytes.
const maxLogin = 64

// isLoginLine reports whether a text is user:password and nothing else, and returns the offset of
// the password. Both must look like what they are, since many other texts contain a colon.
func isLoginLine(text string) (password int, ok bool) {
	user, word, both := strings.Cut(text, ":")
	if !both || len(text) > maxLogin || !isRealmPassword(word) || !userName.MatchString(user) || labels[strings.ToLower(user)] || plainValue.MatchString(word) {
		return 0, false
	}
	return len(user) + 1, true
}

var (
	userName = regexp.MustCompile(`^[A-Za-z_][\w.@+\-]*$`)
	// labels are words before the colon in texts that are not logins.
	labels = set(`version v build commit rev revision tag release image region zone az dc rack host node server leader worker id uuid uid gid pid sha sha1 sha256 sha512 md5 hash etag checksum crc urn
		date time ts epoch topic partition shard replica type mode state status phase level name key value port path pod container instance namespace ns class env stage profile group owner role app service
		isbn model base64 lang locale git npm pkg mailto sip sips xmpp acct email mail to from cc bcc author contact user username principal`)
	// plainValue matches a version, a hexadecimal id, a name of several parts, a date or a
	// quantity.
	plainValue = regexp.MustCompile(`^(?:v?\d+(?:\.\d+)+[\w.+\-]*|0x[0-9A-Fa-f]+|[0-9a-f\-]+|[0-9A-F\-]+|[a-z][a-z0-9]*(?:[\-_.][a-z0-9]+)+|\d{4}-\d\d-\d\d.*|\d+[A-Za-z%]{1,3})$`)
)

// findLogins finds the passwords of a text that consists only of lines of user:password.
func findLogins(text string) (spans []span) {
	at := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		bare := strings.TrimRight(line, " \t\r\n")
		password, ok := isLoginLine(bare)
		switch {
		case ok:
			spans = append(spans, span{at + password, at + len(bare)})
		case bare != "" && bare[0] != '#':
			return nil
		}
		at += len(line)
	}
	return spans
}

// userAtHost finds the password in user:password@host.
func (i *inline) userAtHost(start int) {
	if i.at == len(i.text) || !alphanumeric[i.text[i.at]] || strings.HasPrefix(i.text[i.at:], "sha") {
		return
	}
	from := start
	for from > i.done && start-from < maxLogin && credential[i.text[from-1]] {
		from--
	}
	colon := strings.IndexByte(i.text[from:start], ':')
	if colon < 0 {
		return
	}
	from += strings.LastIndexAny(i.text[from:from+colon], "=,;([{|/") + 1
	if password, ok := isLoginLine(i.text[from:start]); ok {
		i.add(from+password, start)
	}
}

// userIs finds the password in user.bob=… and user_bob="…", the options of ZooKeeper's login
// modules. The value must look like a password, and the name must be that of a user and not of a
// property.
func (i *inline) userIs(start int) {
	option := userOption.FindStringSubmatch(i.text[start:min(len(i.text), start+maxLogin)])
	if option == nil {
		return
	}
	name, from := option[1], start+len(option[0])
	end := runEnd(i.text[:min(len(i.text), from+maxLogin)], from, optionBytes)
	value := i.text[from:end]
	if !isOfUser(name) && end < from+maxLogin && isUsersPassword(value) && !strings.HasPrefix(value, name) {
		i.add(from, end)
	}
}

// isOfUser reports whether a word is a property of users and not the name of one.
func isOfUser(word string) bool {
	return labels[word] || ofUser[word] || descriptions[word] || roles[word]
}

// isUsersPassword reports whether a value next to the name of a user looks like a password and not
// like a numbered group or role.
func isUsersPassword(value string) bool {
	return isRealmPassword(value) && !plainValue.MatchString(value) && !strings.Contains(value, "@") && !isOfUser(strings.TrimSuffix(value[:runEnd(value, 0, letters)], "s"))
}

var (
	userOption  = regexp.MustCompile(`^user[._]([a-z][a-z0-9\-]*)\s*=\s*\\?["']?`)
	optionBytes = byteSet("^ \t\r\n\f\v\"'\\,;&<>\xe2")
	// ofUser are properties of users other than the password.
	ofUser = set(`agent home lang language country variant timezone tz cache pool cluster db dir dirs database index table job avatar city address phone zip postcode street company org organization team
		department dept locale theme first last nick nickname display login domain realm script region workspace bucket dn cn ou uri ref session file path level plan tier`)
)

// userCall finds the password in new User("bob", "…"), if it looks like one.
func (i *inline) userCall(start int) {
	groups := newUser.FindStringSubmatchIndex(i.text[start:min(len(i.text), start+maxQuoted)])
	if groups == nil {
		return
	}
	from, to := start+groups[2], start+groups[3]
	if isUsersPassword(i.text[from:to]) {
		i.add(from, to)
	}
}

var newUser = regexp.MustCompile(`^(?i:user)\(\s*(?:"[^"\n]*"|'[^'\n]*')\s*,\s*["']([^"'\n]*)`)

// Passwords among the parameters of a query or the arguments of a call, after or before the name of
// the user.
var (
	userFirst = regexp.MustCompile(`^(?i:u|user|username|login)=[^&=\s"']+&p=([^&\s"']*[^&\s"'\d][^&\s"']*)`)
	userLast  = regexp.MustCompile(`^p=([^&=\s"']*[^&=\s"'\d][^&=\s"']*)&(?i:u|user|username|login)=[^&\s"']`)
	callLogin = regexp.MustCompile(`^(?i:auth|login|getconnection|passwordauthentication)\(\s*(?:"[^"\n]*"|'[^'\n]*')\s*,\s*(?:(?:"[^"\n]*"|'[^'\n]*')\s*,\s*)?("[^"\n]*"?|'[^'\n]*'?)\s*\)?`)
)
