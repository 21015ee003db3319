package mask

import (
	"regexp"
	"slices"
	"strings"
)

// weakNames are, folded, the ends of names of secrets and of much else: of auth and hmac
// one says as often how something is done. Only a value that looks like a secret is one.
var weakNames = []string{"auth", "bearer", "hmac", "csrf", "xsrf", "otp", "totp", "sk", "pat", "appkey", "storagekey", "sessionid", "dek", "kek", "unseal", "jwt", "fernet", "salt", "nonce", "seed", "session", "ak", "authentication", "keytab", "keyhex"}

// weakMarks are where one of them may have a value in a text. The short ones need what
// assigns.
var weakMarks = []string{"auth", "authentication", "hmac", "csrf", "xsrf", "otp", "totp", "appkey", "app_key", "app-key", "app.key", "storagekey", "storage_key", "sessionid", "session_id", "session-id", "sk=", "sk:", `sk"`, "sk>", "pat=", "pat:", `pat"`, "pat>", "dek", "kek", "unseal", "jwt", "fernet", "key=", "key:", `key"`, "key>",
	"salt", "nonce", "keytab", "key_hex", "encrypt", "seed=", "seed:", `seed"`, "seed>", "session=", "session:", `session"`, "session>", "ak=", "ak:", `ak"`, "ak>", "digest=", "digest: ", `digest"`, "digest>", "identity>"}

// isWeak reports whether a value looks like a secret under a name that ends in one of the
// weakNames, or like a key's bytes under one that ends in "key".
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
		return // sasl_auth and saslAuth, not oauth
	}
	end := i.at - 1 // where the mark has what assigns, before that
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

// pairedPassword is what stands beside a user in a list of two: auth=('bob', '…').
var pairedPassword = regexp.MustCompile(`^[\[(]\s*["']?[\w.@\-]+["']?\s*,\s*["']?([^\s"',\])]+)["']?\s*[\])]`)

// authOrDigest are the names of user:password.
var authOrDigest = regexp.MustCompile(`^(?i:auth|digest|identity)$`)

// needsKey is a name of so much that only the bytes of a key are one's secret.
var needsKey = regexp.MustCompile(`^(?i:key|encrypt)$`)

// inQuery reports whether a name is a parameter's of a URL.
func inQuery(text string, name int) bool {
	return name > 0 && (text[name-1] == '?' || text[name-1] == '&')
}

// looksKey reports whether a value is as long as base64 of 16, 24, 32, 48 or 64 bytes, which
// are the lengths of keys, and no hash in hexadecimal.
func looksKey(value string) bool {
	ends, known := keyEnds[len(value)]
	return known && strings.TrimRight(value, "=")+ends == value && strings.ToLower(value) != value
}

// keyEnds are what base64 of as many characters ends in.
var keyEnds = map[int]string{24: "==", 32: "", 44: "=", 64: "", 88: "=="}

var (
	aroundName  = byteSet(" \t\"'`\\")
	aroundValue = byteSet("> \t\"'`\\")
	upper       = byteSet("A-Z")
	endsValue   = byteSet(" \t\r\n\"'`\\<,;&)}]|")
)

// looksSecret reports whether a value is one that nobody would write but as a secret: of
// small and large letters and digits, or many hexadecimal digits, and of no usual word.
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

// isSessionID reports whether a value under the name of a session is a number, as ZooKeeper
// gives one to each, or a name made of words. Under other names that may be a password.
func isSessionID(name, value string) bool {
	return sessionName.MatchString(name) && plainID.MatchString(value)
}

var ordinary = regexp.MustCompile(`(?i:auth|basic|client|factory|filter|handler|hmac|kerberos|ldap|manager|md5|module|plugin|provider|saml|service|sha|token|type|user|version)`)

var (
	sessionName = regexp.MustCompile(`(?i)^session(?:[_-]?id)?$`)
	plainID     = regexp.MustCompile(`^(?:0[xX][0-9A-Fa-f]{1,16}|(?:[A-Z]?[a-z]{3,}[0-9]?)+)$`)
)
