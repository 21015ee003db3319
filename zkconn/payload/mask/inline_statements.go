package mask

import "regexp"

// statement is a command, or a part of one, that has a secret at a place of its own.
type statement struct {
	mark string         // it begins with this, in lower case
	form *regexp.Regexp // all of it, up to the secret, which is the group
}

const quotedOrWord = `("[^"\n]*"?|'[^'\n]*'?|[^\s|"']+)`

var statements = []statement{
	{"addauth", regexp.MustCompile(`^(?i:addauth\s+digest\s+)[^\s:]*:(\S+)`)},
	{"db.auth(", regexp.MustCompile(`^db\.auth\(\s*(?:"[^"\n]*"|'[^'\n]*')\s*,\s*("[^"\n]*"?|'[^'\n]*'?)`)},
	{"echo", regexp.MustCompile(`^echo\s+(?:-[neE]+\s+)?` + quotedOrWord + readsSecret)},
	{"printf", regexp.MustCompile(`^printf\s+(?:["']?%s(?:\\n)?["']?\s+)?` + quotedOrWord + readsSecret)},
	{"chpasswd", regexp.MustCompile(`^chpasswd\s*<<<\s*` + quotedOrWord)},
	{"assword:", regexp.MustCompile(`^(?i:assword:)[^\s{]{0,4}\s*\{?\s*(?:exp_)?send\s+(?:--\s+)?"([^"\n]*)"`)},
}

// readsSecret is what a secret is written to for a command to read.
const readsSecret = `\s*\|\s*(?:sudo\s+)?(?:(?:/\S*/)?(?:chpasswd|passwd|kinit)\b|sudo\s+-S\b|[\w.\-/]+(?:\s+[^\s|]+){0,8}?\s+(?:--password-stdin|--with-token|--passphrase-fd)\b)`

// find finds the statement's secret.
func (s statement) find(i *inline, start int) {
	const longest = 512
	if groups := s.form.FindStringSubmatchIndex(i.text[start:min(len(i.text), start+longest)]); groups != nil {
		i.add(start+groups[2], start+groups[3])
	}
}
