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
	{"digest,", regexp.MustCompile(`^(?i:digest,\s*)[\w.\-]+:([^\s"',;]+)`)},
	{"db.auth(", regexp.MustCompile(`^db\.auth\(\s*(?:"[^"\n]*"|'[^'\n]*')\s*,\s*("[^"\n]*"?|'[^'\n]*'?)`)},
	{"createuser", regexp.MustCompile(`^(?i:createuser)(?:\s+-e\s+\S+)?\s+\S+\s+(?:MD5|SHA[\d\-]*)\s+([^\n]+)`)}, // of SNMP
	{"md5:", regexp.MustCompile(`^MD5:([0-9a-f]{32}),\s*[a-z]`)},                                                 // of Jetty
	{"login", slashLogin},
	{"setuser", regexp.MustCompile(`^(?i:setuser)\s+[^\s>]+\s+(?:[a-z~+\-&%@][^\s>]*\s+){0,20}>([^\s"']+(?:\s+[>#][^\s"']+)*)`)}, // of Redis
	{"echo", regexp.MustCompile(`^echo\s+(?:-[neE]+\s+)?` + quotedOrWord + readsSecret)},
	{"printf", regexp.MustCompile(`^printf\s+(?:["']?%s(?:\\n)?["']?\s+)?` + quotedOrWord + readsSecret)},
	{"chpasswd", regexp.MustCompile(`^chpasswd\s*<<<\s*` + quotedOrWord)},
	{"assword:", regexp.MustCompile(`^(?i:assword:)[^\s{]{0,4}\s*\{?\s*(?:exp_)?send\s+(?:--\s+)?"([^"\n]*)"`)},
}

// tables are functions and engines of ClickHouse, whose statements stand in ZooKeeper as
// they were written: with the key of a store behind the id of the key, or with the
// password of another database behind its address, table and user.
var (
	storeTable    = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*'[\w+/\-]{16,}'\s*,\s*'([\w+/=\-]{16,})'?`)
	databaseTable = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*(?:\w+\.\w+|(?:'[^'\n]*'|\w+)\s*,\s*(?:'[^'\n]*'|\w+))\s*,\s*'[^'\n]*'\s*,\s*('[^'\n]*'?)`)
	redisTable    = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,(?:\s*(?:'[^'\n]*'|\w+)\s*,){1,2}\s*\d+\s*,\s*('[^'\n]*'?)`)
	tables        = map[string]*regexp.Regexp{
		"s3(": storeTable, "gcs(": storeTable, "oss(": storeTable, "cosn(": storeTable,
		"mysql(": databaseTable, "postgresql(": databaseTable, "mongodb(": databaseTable, "remote(": databaseTable, "remotesecure(": databaseTable,
		"redis(": redisTable,
	}
)

// shardingSphereUser is user@%:password, of whom any host is.
var shardingSphereUser = statement{"@%:", regexp.MustCompile(`^@%:([^\s"',;]+)`)}

// logins are the names of a user with a password behind the colon. They may end a longer one.
var logins = []statement{{"basicauth", login}, {"basic_auth", login}, {"basic-auth", login}, {"basic.auth", login}, {"creds", login}}

var login = regexp.MustCompile(`^(?i:basic[_.\-]?auth|creds)["'\\ ]*[=:>]["'\\ ]*[\w.@\-]+:([^\s"'\\,;<>{}]{4,})`)

// slashLogin is login: user / password, which has a digit.
var slashLogin = regexp.MustCompile(`^(?i:login)["'\\]*\s*[=:]["'\\ ]*[A-Za-z][\w.@\-]*\s+/\s+([^\s"'\\]*\d[^\s"'\\]*)`)

// redisName is how far back a rule's user stands, in bytes.
const redisName = 64

// redisUser finds the passwords in a rule of Redis: user NAME on >password ~*.
func (i *inline) redisUser(start int) {
	if namesUser.MatchString(i.text[max(0, start-redisName):start]) {
		i.add(i.at, i.at+len(redisPasswords.FindString(i.text[i.at:min(len(i.text), i.at+maxQuoted)])))
	}
}

var (
	namesUser      = regexp.MustCompile(`(?i:^|[\s"'])user\s+\S+\s+(?:reset\w*\s+)?$`)
	redisPasswords = regexp.MustCompile(`^[^\s"']+(?:\s+[>#][^\s"']+)*`)
)

// isVariable reports whether a word of a command is a variable of the shell, as $PASSWORD.
func isVariable(word string) bool { return variable.MatchString(word) }

var variable = regexp.MustCompile(`^["']?\$(?:[A-Z][A-Z0-9_]*|\{[A-Z][A-Z0-9_]*\})["']?$`)

// readsSecret is what a secret is written to for a command to read.
const readsSecret = `\s*\|\s*(?:sudo\s+)?(?:(?:/\S*/)?(?:chpasswd|passwd|kinit)\b|sudo\s+-S\b|[\w.\-/]+(?:\s+[^\s|]+){0,8}?\s+(?:--password-stdin|--with-token|--passphrase-fd)\b)`

// find finds the statement's secret.
func (s statement) find(i *inline, start int) {
	const longest = 512
	if groups := s.form.FindStringSubmatchIndex(i.text[start:min(len(i.text), start+longest)]); groups != nil && !isVariable(i.text[start+groups[2]:start+groups[3]]) {
		i.add(start+groups[2], start+groups[3])
	}
}
