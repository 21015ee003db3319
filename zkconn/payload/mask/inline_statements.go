package mask

import (
	"regexp"
	"slices"
	"strings"
)

// statement is a command, or a part of one, with a secret at a known place.
type statement struct {
	mark string         // the start of the statement, in lower case
	form *regexp.Regexp // matches the statement up to the end of the secret, which is the group
}

const quotedOrWord = `("[^"\n]*"?|'[^'\n]*'?|[^\s|"']+)`

var statements = []statement{
	{"addauth", regexp.MustCompile(`^(?i:addauth\s+digest\s+)[^\s:]*:(\S+)`)},
	{"digest,", regexp.MustCompile(`^(?i:digest,\s*)[\w.\-]+:([^\s"',;]+)`)},
	{"createuser", regexp.MustCompile(`^(?i:createuser)(?:\s+-e\s+\S+)?\s+\S+\s+(?:MD5|SHA[\d\-]*)\s+([^\n]+)`)}, // SNMP
	{"md5:", regexp.MustCompile(`^MD5:([0-9a-f]{32}),\s*[a-z]`)},                                                 // Jetty
	{"login", slashLogin}, {"登录", slashLogin}, {"登陆", slashLogin},
	{"stats auth", regexp.MustCompile(`^stats auth \S+:(\S+)`)},                                                                  // HAProxy
	{"net user", regexp.MustCompile(`^(?i:net user) \S+ (\S+) (?i:/add)`)},                                                       // Windows
	{"sonar.login", regexp.MustCompile(`^sonar\.login["']?\s*[=:]\s*["']?([0-9a-f]{40})`)},                                       // a token in place of a user
	{"secure_link_md5", regexp.MustCompile(`^secure_link_md5\s+"[^"\n]*\s([^\s"$]+)"`)},                                          // nginx
	{"setuser", regexp.MustCompile(`^(?i:setuser)\s+[^\s>]+\s+(?:[a-z~+\-&%@][^\s>]*\s+){0,20}>([^\s"']+(?:\s+[>#][^\s"']+)*)`)}, // Redis
	{"echo", regexp.MustCompile(`^echo\s+(?:-[neE]+\s+)?` + quotedOrWord + readsSecret)},
	{"printf", regexp.MustCompile(`^printf\s+(?:["']?%s(?:\\n)?["']?\s+)?` + quotedOrWord + readsSecret)},
	{"u=", userFirst}, {"user=", userFirst}, {"username=", userFirst}, {"login=", userFirst}, {"p=", userLast},
	{"chpasswd", hereString}, {"kinit", hereString},
	{"auth:", regexp.MustCompile(`^auth:[\w.@\-]+:([^\s:"']+):[cdrwa]{1,5}\b`)}, // an ACL as zkCli takes it
	{"psk", ipsecSecret}, {"xauth", ipsecSecret}, {"eap", ipsecSecret},
	{"assword:", regexp.MustCompile(`^(?i:assword:)[^\s{]{0,4}\s*\{?\s*(?:exp_)?send\s+(?:--\s+)?"([^"\n]*)"`)},
}

// tables are functions and engines of ClickHouse, which keeps statements in ZooKeeper as they were
// written. Their arguments contain the key of a store after the id of that key, or the password of
// another database after its address, table and user.
var (
	storeTable    = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*'[\w+/\-]{16,}'\s*,\s*'([\w+/=\-]{16,})'?`)
	databaseTable = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*(?:\w+\.\w+|(?:'[^'\n]*'|\w+)\s*,\s*(?:'[^'\n]*'|\w+))\s*,\s*'[^'\n]*'\s*,\s*('[^'\n]*'?)`)
	// An engine for a whole database has no table after the name.
	wholeDatabase = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,\s*(?:\w+\.\w+|(?:'[^'\n]*'|\w+)\s*,\s*(?:'[^'\n]*'|\w+)|'[^'\n]*'|\w+)\s*,\s*'[^'\n]*'\s*,\s*('[^'\n]*'?)`)
	redisTable    = regexp.MustCompile(`^\w+\(\s*'[^'\n]*'\s*,(?:\s*(?:'[^'\n]*'|\w+)\s*,){1,2}\s*\d+\s*,\s*('[^'\n]*'?)`)
	tables        = map[string]*regexp.Regexp{
		"s3(": storeTable, "gcs(": storeTable, "oss(": storeTable, "cosn(": storeTable,
		"mysql(": wholeDatabase, "postgresql(": wholeDatabase, "materializedmysql(": wholeDatabase, "materializedpostgresql(": wholeDatabase, "mongodb(": databaseTable, "remote(": databaseTable, "remotesecure(": databaseTable,
		"redis(": redisTable,
	}
)

// ipsecSecret matches a secret in ipsec.secrets: 10.0.0.1 : PSK "…".
var ipsecSecret = regexp.MustCompile(`^(?:PSK|XAUTH|EAP)\s+("[^"\n]+"?|0[sx][\w+/=]{8,})[ \t]*(?:[#\r\n]|$)`)

// hereString matches the input of a command in <<<.
var hereString = regexp.MustCompile(`^\w+(?:\s+[\w.@/\-]+)?\s*<<<\s*` + quotedOrWord)

// shardingSphereUser matches user@%:password, which allows any host, and user@:password.
var shardingSphereUser = regexp.MustCompile(`^@(?:%|localhost)?:([^\s"',;/]*[^\s"',;/\d][^\s"',;/]*)`)

// logins are names whose value is a user and a password, such as user:password. They may be the end
// of a longer name.
var logins = []statement{{"basicauth", login}, {"basic_auth", login}, {"basic-auth", login}, {"basic.auth", login}, {"creds", login},
	{"auth(", callLogin}, {"passwordauthentication(", callLogin}, {"login(", callLogin}, {"getconnection(", callLogin}, {"@%:", shardingSphereUser}, {"@:", shardingSphereUser}, {"@localhost:", shardingSphereUser}}

var login = regexp.MustCompile(`^(?i:basic[_.\-]?auth|creds)["'\\ ]*[=:>]["'\\ ]*[\w.@\-]+:([^\s"'\\,;<>{}]{4,})`)

// slashLogin matches login: user / password, if the password has a digit.
var slashLogin = regexp.MustCompile(`^(?i:login|登[录陆])(?:["'\\]*\s*[=:：]["'\\ ]*| (?:as|with) )[A-Za-z][\w.@\-]*\s+/\s+([^\s"'\\]*\d[^\s"'\\]*)`)

// realmUser finds the password in a line of a Jetty realm: bob: password,user,admin. In other
// lists, the word before roles does not look like a password, or is the name of a machine.
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

// isRealmValue reports whether a value is what follows the user in such a line.
func isRealmValue(value string) bool {
	password, _, listed := strings.Cut(value, ",")
	if !listed || !isRealmPassword(password) {
		return false
	}
	roles := value[len(password):]
	return realmRoles.MatchString(roles) && slices.ContainsFunc(listedRoles, func(role string) bool { return strings.HasPrefix(strings.TrimLeft(roles, ", "), role) })
}

var (
	// listedRoles are the roles with which such a list may begin.
	listedRoles = []string{"user", "admin", "server-admin", "content-admin", "moderator", "guest", "operator"}
	realmStart  = regexp.MustCompile(`^[\s#;/*\-]*(?:\w+:\s+)?[\w.@\-]+\s*[:=]\s*([^\s:,="']+)$`)
	realmRoles  = regexp.MustCompile(`^(?:, ?[a-z][a-z\-]*)+ *(?:["'\\\r\n]|$)`)
	machine     = regexp.MustCompile(`^(?i:app|broker|db|dc|group|host|kafka|node|rack|region|replica|server|shard|solr|team|v|web|worker|zk|zone)[a-z.\-]*[\d.\-]+$`)
)

// redisName is the maximum distance of the user before "on >", in bytes.
const redisName = 64

// redisUser finds the passwords in an ACL rule of Redis: user NAME on >password ~*.
func (i *inline) redisUser(start int) {
	if namesUser.MatchString(i.text[max(0, start-redisName):start]) {
		i.add(i.at, i.at+len(redisPasswords.FindString(i.text[i.at:min(len(i.text), i.at+maxQuoted)])))
	}
}

var (
	namesUser      = regexp.MustCompile(`(?i:^|[\s"'])user\s+\S+\s+(?:reset\w*\s+)?$`)
	redisPasswords = regexp.MustCompile(`^[^\s"']+(?:\s+[>#][^\s"']+)*`)
)

// isVariable reports whether a word of a command is a shell variable, such as $PASSWORD.
func isVariable(word string) bool { return variable.MatchString(word) }

var variable = regexp.MustCompile(`^["']?\$(?:[A-Z][A-Z0-9_]*|\{[A-Z][A-Z0-9_]*\})["']?$`)

// readsSecret matches a pipe to a command that reads a secret.
const readsSecret = `\s*\|\s*(?:sudo\s+)?(?:(?:/\S*/)?(?:chpasswd|passwd|kinit)\b|sudo\s+-S\b|[\w.\-/]+(?:\s+[^\s|]+){0,8}?\s+(?:--password-stdin|--with-token|--passphrase-fd)\b)`

// find finds the secret of the statement.
func (s statement) find(i *inline, start int) {
	const longest = 512
	if groups := s.form.FindStringSubmatchIndex(i.text[start:min(len(i.text), start+longest)]); groups != nil && !isVariable(i.text[start+groups[2]:start+groups[3]]) {
		i.add(start+groups[2], start+groups[3])
	}
}
