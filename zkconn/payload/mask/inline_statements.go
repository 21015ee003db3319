package mask

import (
	"regexp"
	"slices"
	"strings"
)

// statement is a command, or a part of one, that has a secret at a place of its own.
type statement struct {
	mark string         // it begins with this, in lower case
	form *regexp.Regexp // all of it, up to the secret, which is the group
}

const quotedOrWord = `("[^"\n]*"?|'[^'\n]*'?|[^\s|"']+)`

var statements = []statement{
	{"addauth", regexp.MustCompile(`^(?i:addauth\s+digest\s+)[^\s:]*:(\S+)`)},
	{"digest,", regexp.MustCompile(`^(?i:digest,\s*)[\w.\-]+:([^\s"',;]+)`)},
	{"createuser", regexp.MustCompile(`^(?i:createuser)(?:\s+-e\s+\S+)?\s+\S+\s+(?:MD5|SHA[\d\-]*)\s+([^\n]+)`)}, // of SNMP
	{"md5:", regexp.MustCompile(`^MD5:([0-9a-f]{32}),\s*[a-z]`)},                                                 // of Jetty
	{"login", slashLogin}, {"登录", slashLogin}, {"登陆", slashLogin},
	{"stats auth", regexp.MustCompile(`^stats auth \S+:(\S+)`)},                                                                  // of HAProxy
	{"net user", regexp.MustCompile(`^(?i:net user) \S+ (\S+) (?i:/add)`)},                                                       // of Windows
	{"sonar.login", regexp.MustCompile(`^sonar\.login["']?\s*[=:]\s*["']?([0-9a-f]{40})`)},                                       // a token, in place of a user
	{"secure_link_md5", regexp.MustCompile(`^secure_link_md5\s+"[^"\n]*\s([^\s"$]+)"`)},                                          // of nginx
	{"setuser", regexp.MustCompile(`^(?i:setuser)\s+[^\s>]+\s+(?:[a-z~+\-&%@][^\s>]*\s+){0,20}>([^\s"']+(?:\s+[>#][^\s"']+)*)`)}, // of Redis
	{"echo", regexp.MustCompile(`^echo\s+(?:-[neE]+\s+)?` + quotedOrWord + readsSecret)},
	{"printf", regexp.MustCompile(`^printf\s+(?:["']?%s(?:\\n)?["']?\s+)?` + quotedOrWord + readsSecret)},
	{"u=", userFirst}, {"user=", userFirst}, {"username=", userFirst}, {"login=", userFirst}, {"p=", userLast},
	{"chpasswd", hereString}, {"kinit", hereString},
	{"auth:", regexp.MustCompile(`^auth:[\w.@\-]+:([^\s:"']+):[cdrwa]{1,5}\b`)}, // of an ACL as zkCli takes it
	{"psk", ipsecSecret}, {"xauth", ipsecSecret}, {"eap", ipsecSecret},
	{"assword:", regexp.MustCompile(`^(?i:assword:)[^\s{]{0,4}\s*\{?\s*(?:exp_)?send\s+(?:--\s+)?"([^"\n]*)"`)},
}

// tables are functions and engines of ClickHouse, whose statements stand in ZooKeeper as
// they were written: with the key of a store behind the id of the key, or with the
// password of another database behind its address, table and user.
var (
	storeTable    = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*'[\w+/\-]{16,}'\s*,\s*'([\w+/=\-]{16,})'?`)
	databaseTable = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*(?:\w+\.\w+|(?:'[^'\n]*'|\w+)\s*,\s*(?:'[^'\n]*'|\w+))\s*,\s*'[^'\n]*'\s*,\s*('[^'\n]*'?)`)
	// One that is a database, not a table, has no table behind its name.
	wholeDatabase = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*(?:\w+\.\w+|(?:'[^'\n]*'|\w+)\s*,\s*(?:'[^'\n]*'|\w+)|'[^'\n]*'|\w+)\s*,\s*'[^'\n]*'\s*,\s*('[^'\n]*'?)`)
	redisTable    = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,(?:\s*(?:'[^'\n]*'|\w+)\s*,){1,2}\s*\d+\s*,\s*('[^'\n]*'?)`)
	tables        = map[string]*regexp.Regexp{
		"s3(": storeTable, "gcs(": storeTable, "oss(": storeTable, "cosn(": storeTable,
		"mysql(": wholeDatabase, "postgresql(": wholeDatabase, "materializedmysql(": wholeDatabase, "materializedpostgresql(": wholeDatabase, "mongodb(": databaseTable, "remote(": databaseTable, "remotesecure(": databaseTable,
		"redis(": redisTable,
	}
)

// ipsecSecret is what ipsec.secrets has: 10.0.0.1 : PSK "…".
var ipsecSecret = regexp.MustCompile(`^(?:PSK|XAUTH|EAP)\s+("[^"\n]+"?|0[sx][\w+/=]{8,})[ \t]*(?:[#\r\n]|$)`)

// hereString is what a command is given to read.
var hereString = regexp.MustCompile(`^\w+(?:\s+[\w.@/\-]+)?\s*<<<\s*` + quotedOrWord)

// shardingSphereUser is user@%:password, of whom any host is; user@:password, too.
var shardingSphereUser = regexp.MustCompile(`^@(?:%|localhost)?:([^\s"',;/]*[^\s"',;/\d][^\s"',;/]*)`)

// logins are the names of a user with a password behind the colon. They may end a longer one.
var logins = []statement{{"basicauth", login}, {"basic_auth", login}, {"basic-auth", login}, {"basic.auth", login}, {"creds", login},
	{"auth(", callLogin}, {"passwordauthentication(", callLogin}, {"login(", callLogin}, {"getconnection(", callLogin}, {"@%:", shardingSphereUser}, {"@:", shardingSphereUser}, {"@localhost:", shardingSphereUser}}

var login = regexp.MustCompile(`^(?i:basic[_.\-]?auth|creds)["'\\ ]*[=:>]["'\\ ]*[\w.@\-]+:([^\s"'\\,;<>{}]{4,})`)

// slashLogin is login: user / password, which has a digit.
var slashLogin = regexp.MustCompile(`^(?i:login|登[录陆])(?:["'\\]*\s*[=:：]["'\\ ]*| (?:as|with) )[A-Za-z][\w.@\-]*\s+/\s+([^\s"'\\]*\d[^\s"'\\]*)`)

// realmUser finds the password in a line of a realm of Jetty's: bob: password,user,admin.
// In other lists before roles stand words that do not look like one, or machines.
func (i *inline) realmUser(start int) {
	const longest = 256
	line := i.text[max(0, start-longest):start]
	line = line[strings.LastIndexAny(line, "\n\"'")+1:]
	groups := realmStart.FindStringSubmatchIndex(line)
	if groups == nil || !realmRoles.MatchString(i.text[start:min(len(i.text), start+longest)]) {
		return
	}
	from := start - len(line) + groups[2]
	if isRealmPassword(i.text[from:start]) {
		i.add(from, start)
	}
}

func isRealmPassword(word string) bool { return isPasswordLike(word) && !machine.MatchString(word) }

// isRealmValue reports whether a value is what such a line has behind the user.
func isRealmValue(value string) bool {
	password, _, listed := strings.Cut(value, ",")
	if !listed || !isRealmPassword(password) {
		return false
	}
	roles := value[len(password):]
	return realmRoles.MatchString(roles) && slices.ContainsFunc(listedRoles, func(role string) bool { return strings.HasPrefix(strings.TrimLeft(roles, ", "), role) })
}

var (
	// listedRoles are what such a list begins with.
	listedRoles = []string{"user", "admin", "server-admin", "content-admin", "moderator", "guest", "operator"}
	realmStart  = regexp.MustCompile(`^[\s#;/*\-]*(?:\w+:\s+)?[\w.@\-]+\s*[:=]\s*([^\s:,="']+)$`)
	realmRoles  = regexp.MustCompile(`^(?:, ?[a-z][a-z\-]*)+ *(?:["'\\\r\n]|$)`)
	machine     = regexp.MustCompile(`^(?i:app|broker|db|dc|group|host|kafka|node|rack|region|replica|server|shard|solr|team|v|web|worker|zk|zone)[a-z.\-]*[\d.\-]+$`)
)

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
