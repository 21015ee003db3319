package mask

import (
	"regexp"
	"slices"
	"strings"
)

// weakNames are, folded, the ends of names of secrets and of much else: of auth and hmac
// one says as often how something is done. Only a value that looks like a secret is one.
var weakNames = []string{"auth", "bearer", "hmac", "csrf", "xsrf", "otp", "totp", "sk", "pat", "appkey", "storagekey", "sessionid"}

// weakMarks are where one of them may have a value in a text. The short ones need what
// assigns.
var weakMarks = []string{"auth", "hmac", "csrf", "xsrf", "otp", "appkey", "app_key", "app-key", "app.key", "storagekey", "storage_key", "sessionid", "session_id", "session-id", "sk=", "sk:", `sk"`, "sk>", "pat=", "pat:", `pat"`, "pat>", "?key=", "&key="}

// isWeakName reports whether a name ends in one of the weakNames.
func isWeakName(name string) bool {
	words := nameWords(name)
	if len(words) == 0 {
		return false
	}
	return slices.Contains(weakNames, words[len(words)-1]) || slices.Contains(weakNames, strings.Join(words[max(0, len(words)-2):], ""))
}

// weak finds the value of a weak name.
func (i *inline) weak(start int) {
	if start > 0 && alphanumeric[i.text[start]] && alphanumeric[i.text[start-1]] {
		return // sasl_auth, not oauth
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
	to := runEnd(i.text, from, base64Bytes)
	if ends := to == len(i.text) || endsValue[i.text[to]]; ends && looksSecret(i.text[from:to]) {
		i.add(from, to)
	}
}

var (
	aroundName  = byteSet(" \t\"'`\\")
	aroundValue = byteSet("> \t\"'`\\")
	endsValue   = byteSet(" \t\r\n\"'`\\<,;&)}]|")
)

// looksSecret reports whether a value is one that nobody would write but as a secret: of
// small and large letters and digits, or many hexadecimal digits, and of no usual word.
func looksSecret(value string) bool {
	const least, leastHexadecimal = 10, 32
	if len(value) < least || len(value) > maxHarmless || runEnd(value, 0, base64Bytes) < len(value) || value[0] == '/' || !strings.ContainsAny(value, "0123456789") {
		return false
	}
	if strings.ToUpper(value) == value || strings.ToLower(value) == value {
		return len(value) >= leastHexadecimal && runEnd(strings.ToLower(value), 0, hexadecimal) == len(value) && strings.ContainsAny(strings.ToLower(value), "abcdef")
	}
	return !ordinary.MatchString(value)
}

var ordinary = regexp.MustCompile(`(?i:auth|basic|client|factory|filter|handler|hmac|kerberos|ldap|manager|md5|module|plugin|provider|saml|service|sha|token|type|user|version)`)
