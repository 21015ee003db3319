package mask

import (
	"regexp"
	"slices"
	"strings"
)

// weakNames are the folded ends of names that are often not those of secrets: auth and hmac, for
// instance, may say how something is done. A value counts as a secret only if it looks like one.
var weakNames = []string{"auth", "bearer", "hmac", "csrf", "xsrf", "otp", "totp", "sk", "pat", "appkey", "storagekey", "sessionid", "dek", "kek", "unseal", "jwt", "fernet", "salt", "nonce", "seed", "session", "ak", "authentication", "keytab", "keyhex"}

// weakMarks are texts after which a weak name may have a value. The short ones include the sign of
// an assignment.
var weakMarks = []string{"auth", "authentication", "hmac", "csrf", "xsrf", "otp", "totp", "appkey", "app_key", "app-key", "app.key", "storagekey", "storage_key", "sessionid", "session_id", "session-id", "sk=", "sk:", `sk"`, "sk>", "pat=", "pat:", `pat"`, "pat>", "dek", "kek", "unseal", "jwt", "fernet", "key=", "key:", `key"`, "key>",
	"salt", "nonce", "keytab", "key_hex", "encrypt", "seed=", "seed:", `seed"`, "seed>", "session=", "session:", `session"`, "session>", "ak=", "ak:", `ak"`, "ak>", "digest=", "digest: ", `digest"`, "digest>", "identity>"}

// isWeak reports whether a value looks like a secret and its name ends in one of weakNames, or
// looks like the bytes of a key and its name ends in "key".
func isWeak(name, value string) bool {
	if isRealmValue(value) {
		return true
	}
	_, isPair := isLoginLine(value)
	isLogin := isPair || strings.Contains(value, ":") && login.MatchString("creds="+value) || strings.Contains(value, " / ") && slashLogin.MatchString("login="+value)
	if !isLogin && !looksSecret(value) {
		return false
	}
	words := nameWords(name)
	if len(words) == 0 {
		return false
	}
	last, lastTwo := words[len(words)-1], strings.Join(words[max(0, len(words)-2):], "")
	if isLogin {
		return isPair && (last == "auth" || last == "digest") || last == "creds" || last == "login" || lastTwo == "basicauth" || last == "basicauth"
	}
	if isSessionID(last, value) || isSessionID(lastTwo, value) {
		return false
	}
	return slices.Contains(weakNames, last) || slices.Contains(weakNames, lastTwo) || (last == "key" || last == "encrypt") && looksKey(value)
}

// weak finds the value of a weak name.
func (i *inline) weak(start int) {
	if start > 0 && alphanumeric[i.text[start]] && alphanumeric[i.text[start-1]] && !(upper[i.text[start]] && !upper[i.text[start-1]]) {
		return // sasl_auth and saslAuth match, oauth does not
	}
	end := i.at - 1 // before the sign of an assignment that the mark may include
	if alphanumeric[i.text[end]] {
		end = i.at
	}
	sign := runEnd(i.text, end, aroundName)
	if sign == len(i.text) || strings.IndexByte("=:>", i.text[sign]) < 0 {
		return
	}
	from := runEnd(i.text, sign+1, aroundValue)
	if pair := pairedPassword.FindStringSubmatchIndex(i.text[from:min(len(i.text), from+maxQuoted)]); pair != nil {
		if strings.EqualFold(i.text[start:end], "auth") && isPasswordLike(i.text[from+pair[2]:from+pair[3]]) {
			i.add(from+pair[2], from+pair[3])
		}
		return
	}
	if authOrDigest.MatchString(i.text[start:end]) {
		pair := strings.TrimRight(i.text[from:runEnd(i.text[:min(len(i.text), from+maxLogin+1)], from, credential)], `,;\`)
		if password, ok := isLoginLine(pair); ok {
			i.add(from+password, from+len(pair))
			return
		}
	}
	to := runEnd(i.text[:min(len(i.text), from+maxHarmless+1)], from, base64Bytes)
	ends := to == len(i.text) || endsValue[i.text[to]]
	if value := i.text[from:to]; ends && looksSecret(value) && !isSessionID(i.text[start:end], value) && (!needsKey.MatchString(i.text[start:end]) || inQuery(i.text, start) || looksKey(value)) {
		i.add(from, to)
	}
}

// pairedPassword matches a user and a password in a list of two: auth=('bob', '…').
var pairedPassword = regexp.MustCompile(`^[\[(]\s*["']?[\w.@\-]+["']?\s*,\s*["']?([^\s"',\])]+)["']?\s*[\])]`)

// authOrDigest matches names whose value may be user:password.
var authOrDigest = regexp.MustCompile(`^(?i:auth|digest|identity)$`)

// needsKey matches names that are so frequent that only the bytes of a key count as a secret.
var needsKey = regexp.MustCompile(`^(?i:key|encrypt)$`)

// inQuery reports whether a name is that of a parameter in a URL.
func inQuery(text string, name int) bool {
	return name > 0 && (text[name-1] == '?' || text[name-1] == '&')
}

// looksKey reports whether a value has the length of base64 of 16, 24, 32, 48 or 64 bytes, which
// are the lengths of keys, and is not a hash in hexadecimal.
func looksKey(value string) bool {
	ends, known := keyEnds[len(value)]
	return known && strings.TrimRight(value, "=")+ends == value && strings.ToLower(value) != value
}

// keyEnds maps the lengths of base64 of keys to the padding.
var keyEnds = map[int]string{24: "==", 32: "", 44: "=", 64: "", 88: "=="}

var (
	aroundName  = byteSet(" \t\"'`\\")
	aroundValue = byteSet("> \t\"'`\\")
	upper       = byteSet("A-Z")
	endsValue   = byteSet(" \t\r\n\"'`\\<,;&)}]|")
)

// looksSecret reports whether a value can hardly be anything but a secret: it consists of upper and
// lower case letters and digits, or of many hexadecimal digits, and contains no usual word.
func looksSecret(value string) bool {
	const least, leastHexadecimal = 10, 32
	if len(value) < least || len(value) > maxHarmless || runEnd(value, 0, base64Bytes) < len(value) || value[0] == '/' && !looksKey(value) || !strings.ContainsAny(value, "0123456789") {
		return false
	}
	if strings.ToUpper(value) == value || strings.ToLower(value) == value {
		return len(value) >= leastHexadecimal && runEnd(strings.ToLower(value), 0, hexadecimal) == len(value) && strings.ContainsAny(strings.ToLower(value), "abcdef")
	}
	return !ordinary.MatchString(value)
}

// isSessionID reports whether a value under the name of a session is a number such as ZooKeeper's
// session ids, or a name made of words. Under other names, such a value may be a password.
func isSessionID(name, value string) bool {
	return sessionName.MatchString(name) && plainID.MatchString(value)
}

var ordinary = regexp.MustCompile(`(?i:auth|basic|client|factory|filter|handler|hmac|kerberos|ldap|manager|md5|module|plugin|provider|saml|service|sha|token|type|user|version)`)

var (
	sessionName = regexp.MustCompile(`(?i)^session(?:[_-]?id)?$`)
	plainID     = regexp.MustCompile(`^(?:0[xX][0-9A-Fa-f]{1,16}|(?:[A-Z]?[a-z]{3,}[0-9]?)+)$`)
)
