package mask

import (
	"regexp"
	"slices"
	"strings"
)

// maxHarmless is the maximum length of a value that can be recognized as harmless, in bytes.
const maxHarmless = 256

// harmlessValue reports whether a value under the name of a secret is not a secret: a switch, a
// short number, a type, a reference, the path of a file. Passwords can be numbers, so short numbers
// count as secrets under the name of one. Values under names from the operator's patterns are
// always secrets.
func harmlessValue(name string, kind nameKind, value string) bool {
	if kind == ownName {
		return false
	}
	value = strings.TrimSpace(value)
	switch {
	case len(value) > maxHarmless:
		return false
	case switchWords[strings.ToLower(value)], logLevels[value], value == "?", strings.HasPrefix(value, "$") && reference.MatchString(value), templated.MatchString(value), placeholder.MatchString(value), strings.Trim(value, "*") == "" && value != "", len(value) > 3 && strings.Trim(value, "xX") == "":
		return true
	case kind != passwordName && (duration.MatchString(value) || plainWords[value] || ofPackage.MatchString(value)):
		return true
	case kind != passwordName && shortNumber.MatchString(value), countNumber.MatchString(value) && strings.HasSuffix(foldName(name), "tokens"):
		return true
	case isType(value):
		return true
	case isPath(value) && (kind != passwordName || isPlace(name)), isFileOf(name, value), fileURL.MatchString(value), strings.HasPrefix(value, "arn:") && resourceName.MatchString(value):
		return true
	case value == "0" || value == "1":
		return isSwitch(name)
	case strings.EqualFold(name, "passwd"):
		return nameService.MatchString(value)
	}
	return isProxyPass(name) && upstream.MatchString(value)
}

// isPath reports whether a value is the path of a file in a directory where files usually are.
func isPath(value string) bool {
	return strings.HasPrefix(value, "/") && len(value) <= maxHarmless && place.MatchString(value)
}

var (
	switchWords   = map[string]bool{"true": true, "false": true, "yes": true, "no": true, "on": true, "off": true, "ok": true, "null": true, "nil": true, "none": true, "~": true, "enabled": true, "disabled": true, "是": true, "否": true, "开启": true, "关闭": true, "启用": true, "禁用": true}
	plainWords    = set("read write Bearer Basic Digest Negotiate") // rights, and the first word of a header's value
	logLevels     = set("TRACE DEBUG INFO WARN ERROR FATAL")
	shortNumber   = regexp.MustCompile(`^-?\d{1,5}(?:\.\d{1,3})?$`)
	countNumber   = regexp.MustCompile(`^\d{1,9}$`) // a number of tokens
	reference     = regexp.MustCompile(`^\$(?:\{[\w.\-]+:?\}|\([\w.\-]+\)|\{(?:env|sys|file|directory|vault|aws|secretsmanager|ssm):[\w.\-/]*(?::[\w.\-/]+)?\}|[A-Z][A-Z0-9]*_[A-Z0-9_]+|(?:arg|cookie|http|sent_http|upstream_http)_[a-z0-9_]+)$`)
	templated     = regexp.MustCompile(`^(?:\{\{-? ?(?:[\w.\-$]+|lookup\( ?['"][a-z_.]+['"], ?['"][\w./\-:]+['"] ?\)) ?-?\}\}|!(?:Ref|GetAtt|ImportValue|Sub|env|ENV|secret|vault) [A-Za-z][A-Za-z_.\-]*|\$\{\{ ?[\w.\-]+ ?\}\}|(?:os\.environ(?:\.get)?|(?:System|os)\.[gG]etenv|getenv)[\[(]["'][A-Z0-9_]+["'][\])]|process\.env\.[A-Z0-9_]+|[a-z]+(?:[A-Z][a-z]+)+\(\)|(?:var|local|module|data)(?:\.[a-z_]+)+|%\([\w.\-]+\)s|\$\(cat /[\w./\-]+\)|@[a-z]+(?:[.\-][a-z]+)+@)$`)
	placeholder   = regexp.MustCompile(`^(?:<(?i:redacted|hidden|masked|removed|omitted)>|<(?:(?:your|the|set|by|in|from|password|passwd|secret|token|key|user|db|database|admin|operator|vault|here|value|changed?|replace|enter|generated|api|access)[ _\-]?)+>|\[(?i:redacted|hidden|masked|removed|omitted)\]|REDACTED)$`)
	openReference = regexp.MustCompile(`\$\{[\w.\-]*$`)
	ofPackage     = regexp.MustCompile(`^[a-z]+(?:\.[a-z]+)*\.(?:[A-Z][a-z]+){2,}$`) // the name of a Java class
	duration      = regexp.MustCompile(`^\d{1,4}(?:ms|s|m|h|d|w)$`)
	// Directories where files usually are.
	place = regexp.MustCompile(`^/(?:app|apps|bin|conf|config|data|dev|etc|home|lib|media|mnt|opt|private|proc|root|run|srv|sys|tmp|usr|Users|var|vault|workspace)(?:/[\w.\-]{1,64})*/?$`)
	// Paths of files under a name that says so. They contain no user or query, and cannot be
	// base64.
	otherPlace = regexp.MustCompile(`^(?:(?:[a-z][a-z0-9+.\-]{1,15}://[\w.\-:]*|(?:file|classpath):[\w.\-]*|\$\{[\w.\-]+\}|\$\w+|~|\.{1,2})(?:/[\w.\-]{1,64})+|(?:/[a-z0-9._\-]{1,64})+|(?:[\w.\-]{1,64}/)+[\w\-]{1,64}\.[a-z]{2,8}|(?:[a-z\-]{1,32}/)+[a-z\-]{1,32})$`)
	// The URL of a file, under any name.
	fileURL = regexp.MustCompile(`^(?:file:///|classpath:/?)[\w.\-/]{1,200}$`)
	// The name of a resource of Amazon.
	resourceName = regexp.MustCompile(`^arn:aws[a-z\-]{0,12}:[a-z0-9\-]{1,32}:[a-z0-9\-]{0,32}:\d{0,12}:[\w./:\-]{1,200}$`)
	// Where a system looks up accounts, as in nsswitch.conf.
	nameService = regexp.MustCompile(`^(?:(?:files|compat|systemd|sss|ldap|nis|nisplus|winbind|extrausers|db|cache|\[[A-Za-z!]+=\w+\])(?:\s+|$))+$`)
	upstream    = regexp.MustCompile(`^(?:https?://[\w.\-$]+(?::\d+)?(?:/[\w.\-/$]*)?|unix:[\w.\-/]+|/[\w.\-/]* https?://[\w.\-/:]+);?(?:\s*\})?$`)
)

const valueEnd = `(?:[,;)}\]&]|\s*$|\s+(?:#|//)|\s+[\pL_][\pL\pN_.\-]*[=:])`

var (
	// A harmless value with what ends it: a delimiter, the end of the line, a comment or the next
	// key.
	valueHere  = regexp.MustCompile(`^((?i:true|false|yes|no|on|off|null|nil|none)|\$\{[\w.\-]+\}|\$\([\w.\-]+\))` + valueEnd)
	numberHere = regexp.MustCompile(`^(-?\d{1,5}(?:\.\d{1,3})?)` + valueEnd)
	// A protobuf field: string password = 1;
	protoField = regexp.MustCompile(`(?:^|[{;])\s*(?:optional |required |repeated )?\s*(?:string|bytes|bool|u?int(?:32|64)|double|float)\s+$`)
	protoTag   = regexp.MustCompile(`^\s*=\s*\d{1,5}\s*;`)
)

// isPlace reports whether a name is that of the path of a file or directory.
func isPlace(name string) bool {
	words := nameWords(name)
	return len(words) > 0 && slices.Contains([]string{"pwd", "oldpwd", "file", "files", "filename", "path", "dir", "directory", "location", "folder", "pgpass"}, words[len(words)-1])
}

// isFileOf reports whether a value is the path of a file in any directory, by its name and its
// form. Under pwd, such a value may be a password.
func isFileOf(name, value string) bool {
	return name != "" && strings.Contains(value, "/") && isPlace(name) && otherPlace.MatchString(value) && !strings.HasSuffix(foldName(name), "pwd")
}

// isSwitch reports whether a name is that of a switch about passwords: allow_no_password,
// skip_password.
func isSwitch(name string) bool {
	words := nameWords(name)
	return len(words) > 1 && slices.Contains([]string{"allow", "ask", "enable", "force", "no", "require", "show", "skip", "use"}, words[0])
}

// isProxyPass reports whether a name is a directive of nginx or Apache that says where requests go.
func isProxyPass(name string) bool {
	switch foldName(name) {
	case "proxypass", "fastcgipass", "uwsgipass", "scgipass", "grpcpass", "memcachedpass":
		return true
	}
	return false
}

// harmlessEnd returns where the value of a name in the line ends if it is not a secret, or where
// the name ends if it is used in prose. Otherwise it returns 0.
func (l *lineMask) harmlessEnd(name foundName) int {
	if name.kind == ownName {
		return 0
	}
	rest := l.line[name.end:]
	length, assigned := separatorOf(rest)
	value := rest[length:]
	if !assigned && endsInVariable.MatchString(l.line[name.start:name.end]) && !strings.HasPrefix(strings.TrimLeft(rest, " "), "!=") {
		return name.end // the value of a variable, passed to a command
	}
	if !assigned && (l.isProse(name, value) || strings.HasPrefix(value, "FROM ") || isNull.MatchString(value) || l.isLink(name.span)) {
		return name.end
	}
	if isEncodedPart(l.line, name.span) {
		return name.end
	}
	if l.isHost(name.span) || l.isRoute(name.span) || l.isParameter(name.span) || l.isTable(name.span) || l.isRight(name) || l.isLogger(name.span) || l.isResource(name.span) || l.isKind(name) || l.isBlockLabel(name.span) || l.isExpression(name.span) {
		return name.end
	}
	if end := l.describedEnd(name.span); end > 0 {
		return end
	}
	if end := l.namesEnd(name.end); end > 0 && !assigned {
		return end
	}
	if value == "" && assigned && l.simple && l.entryNext() {
		return name.end + length
	}
	if value == "" || strings.TrimRight(value, " \t") == Text {
		return 0
	}
	if end := l.placeEnd(name.span); end > 0 {
		return end
	}
	if strings.HasPrefix(rest, "}") && openReference.MatchString(l.line[max(0, name.start-maxHarmless):name.start]) {
		return name.end + 1
	}
	if name.start < maxHarmless && protoField.MatchString(l.line[:name.start]) && protoTag.MatchString(rest) {
		return name.end
	}
	if end := harmlessStart(l.line[name.start:name.end], name.kind, value, l.continued); end > 0 {
		return name.end + length + end
	}
	return 0
}

// harmlessStart returns the length of the start of value that is not a secret, or 0 if it is one.
// value includes the rest of the line. If it is harmless as a whole, it must not continue on the
// next line.
func harmlessStart(name string, kind nameKind, value string, continued func() bool) int {
	if len(value) <= maxHarmless {
		bare := strings.TrimRight(strings.TrimRight(strings.TrimLeft(value, `"'`), " \t;,"), `"'`)
		if harmlessValue(name, kind, bare) && !continued() {
			return len(value)
		}
	}
	if end := quotedEnd(value); end > 0 {
		if harmlessValue(name, kind, value[1:end-1]) && strings.IndexByte(",;)}]", value[end]) >= 0 {
			return end
		}
		return 0
	}
	if len(value) > maxHarmless {
		value = value[:maxHarmless] + "…" // which matches none of the expressions
	}
	if end := typeLength(value); end > 0 && endsColumn(value[end:]) {
		return end
	}
	var expression *regexp.Regexp
	switch first := value[0]; {
	case first == '$', switchWords[strings.ToLower(value[:runEnd(value, 0, letters)])]:
		expression = valueHere
	case kind != passwordName && (first == '-' || first >= '0' && first <= '9'):
		expression = numberHere
	default:
		return 0
	}
	if found := expression.FindStringSubmatchIndex(value); found != nil {
		return found[3]
	}
	return 0
}

// isNull matches what follows the name of a column in an SQL condition, or PASSWORD in an SQL
// statement or a PAM configuration.
var isNull = regexp.MustCompile(`^(?:IS (?:NOT )?NULL\b|EXPIRE\b|(?:optional|required|requisite|sufficient)\s+pam_\w+\.so\b)`)

// isLink reports whether a name is the last part of a link and followed by white space.
func (l *lineMask) isLink(name span) bool {
	before := l.line[max(0, name.start-maxHarmless):name.start]
	link := before[strings.LastIndexAny(before, " \t\"'<>=,;()")+1:]
	return strings.HasSuffix(link, "/") && strings.Contains(link, "://") && strings.HasPrefix(l.line[name.end:], " ")
}

// isHost reports whether a name is the host of a link, followed by its port or containing its
// domain: http://token-service:8080/, https://secrets.example.com/.
func (l *lineMask) isHost(name span) bool {
	const mark = "://"
	before := l.line[max(0, name.start-len(mark)):name.start]
	if before != mark {
		return false
	}
	behind := l.line[name.end:]
	return hostPort.MatchString(behind) || domain.MatchString(l.line[name.start:name.end]) && hostEnd.MatchString(behind)
}

var (
	domain  = regexp.MustCompile(`^[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]{2,16}$`)
	hostEnd = regexp.MustCompile(`^(?:/|[\s"'` + "`" + `,;)\]}]|$)`)
)

// endsInVariable matches a shell variable, optionally after an option: -p$DB_PWD.
var endsInVariable = regexp.MustCompile(`^\$|\$[A-Z][A-Z0-9_]*$`)

// isKind reports whether a name is the kind of an object of Kubernetes or Vault in one of their
// commands or messages (kubectl get secret a, secret "a" not found, vault read secret/a), or part
// of the API version of such kinds (external-secrets.io/v1).
func (l *lineMask) isKind(name foundName) bool {
	before, behind := l.line[max(0, name.start-maxHarmless):name.start], l.line[name.end:]
	switch foldName(l.line[name.start:name.end]) {
	case "secret", "secrets":
		return kindBehind.MatchString(behind) || kindBefore.MatchString(before) && kindName.MatchString(behind) && !strings.Contains(behind, "--from-literal")
	}
	return (before == "" || strings.HasSuffix(before, "apiVersion: ")) && domain.MatchString(l.line[name.start:name.end]) && kindVersion.MatchString(behind)
}

var (
	kindBefore  = regexp.MustCompile(`\b(?:kubectl (?:create|delete|describe|get)|vault (?:kv )?(?:delete|get|list|read)) $|^\s*path "$`)
	kindName    = regexp.MustCompile(`^[ /]`)
	kindBehind  = regexp.MustCompile(`^(?: "[a-z0-9.\-]+" (?:already exists|created|deleted|is forbidden|not found)|/[a-z0-9.\-]+ (?:configured|created|deleted|unchanged)$)`)
	kindVersion = regexp.MustCompile(`^/v\d\w*$`)
)

// isRoute reports whether a name is part of the path of a request, judged by what follows it:
// /oauth/token HTTP/1.1, /tokens?limit=10, /password/reset, ^/password$. It also returns true for a
// part of a Windows path: C:\Program Files\token\x.exe.
func (l *lineMask) isRoute(name span) bool {
	if strings.HasPrefix(l.line[name.end:], `\`) && drive.MatchString(l.line[max(0, name.start-maxHarmless):name.start]) {
		return true
	}
	return name.start > 0 && l.line[name.start-1] == '/' && (l.line[name.end-1] == '$' || routeEnd.MatchString(l.line[name.end:]))
}

// drive matches a Windows path up to a name in it.
var drive = regexp.MustCompile(`(?:^|[^A-Za-z])[A-Za-z]:\\[^"'=:,;]*\\$`)

var routeEnd = regexp.MustCompile(`^(?: HTTP/\d| \{|\?[\w.\-]+=|/(?:change|check|create|forgot|info|introspect|list|new|refresh|renew|reset|revoke|rotate|update|validate|verify)(?:[/?\s"'` + "`" + `,;)\]}]|$))`)

// isParameter reports whether a name is the value of a parameter that is followed by another one:
// methods=create,refreshToken&side=provider.
func (l *lineMask) isParameter(name span) bool {
	return name.start > 0 && strings.IndexByte("=,", l.line[name.start-1]) >= 0 && nextParameter.MatchString(l.line[name.end:])
}

// isEncodedPart reports whether a name is preceded by a percent-encoded character of a query and
// followed by another one, as in methods%3DgetToken%2Clogin, or ends a path before one. The decoded
// line is examined separately.
func isEncodedPart(line string, name span) bool {
	behind := line[name.end:]
	return name.start > 0 && line[name.start-1] == '%' && (strings.HasPrefix(behind, "%2C") || strings.HasPrefix(behind, "%26") || strings.HasPrefix(behind, "%3F"))
}

var nextParameter = regexp.MustCompile(`^&(?:amp;)?[A-Za-z][\w.\-]*=`)

// isRight reports whether a name is the object of a right: token:read, secrets.read. Names of
// passwords never are, since a password can be such a word.
func (l *lineMask) isRight(name foundName) bool {
	return name.kind != passwordName && strings.HasPrefix(l.line[name.end:], ":") && rightHere.MatchString(l.line[name.end:])
}

var rightHere = regexp.MustCompile(`^:(?:admin|create|delete|get|list|manage|read|revoke|rotate|update|view|write|\*)(?:[\s"'` + "`" + `,;)\]}]|$)`)

// isLogger reports whether a name is that of a class in a line of a log, as in
// o.a.k.ScramCredential - no…, or of a method in a stack trace, as in at
// a.TokenService.get(TokenService.java:42).
func (l *lineMask) isLogger(name span) bool {
	if traced.MatchString(l.line[name.end:]) {
		return true
	}
	return strings.HasPrefix(l.line[name.end:], " - ") && className.MatchString(l.line[name.start:name.end])
}

var traced = regexp.MustCompile(`^\([\w$]+\.(?:groovy|java|kt|scala):\d+\)`)

var className = regexp.MustCompile(`^(?:[a-z][\w]*\.)+[A-Z]\w*$`)

// isResource reports whether a name is part of the name of a resource of Amazon, Google or
// Microsoft: arn:aws:secretsmanager:…, projects/p/secrets/….
func (l *lineMask) isResource(name span) bool {
	if name.start == 0 || strings.IndexByte(":/", l.line[name.start-1]) < 0 {
		return false
	}
	before := l.line[max(0, name.start-maxHarmless):name.start]
	return resourceHere.MatchString(before[strings.LastIndexAny(before, " \t\"'<>=,;()[]{}")+1:])
}

var resourceHere = regexp.MustCompile(`^(?:arn:aws[a-z\-]*:[a-z0-9\-]*(?::|$)|(?://\w+\.googleapis\.com/)?projects/[\w\-]+/|/subscriptions/[\w\-]+/)`)

// isTable reports whether a name is that of a table or an index in an SQL statement.
func (l *lineMask) isTable(name span) bool {
	const longest = len("EXISTS ")
	if _, assigned := separatorOf(l.line[name.end:]); assigned {
		return false
	}
	return beforeTable.MatchString(l.line[max(0, name.start-longest-1):name.start])
}

var beforeTable = regexp.MustCompile(`(?:^|\s)(?:TABLE|INDEX|VIEW|FROM|JOIN|ON|EXISTS) $`)

// describedEnd returns where the next word ends if it makes a name in a sentence that of something
// else, as in "token bucket". Names of one word are left to isDescription. It returns 0 if there is
// no such word, or if a value follows.
func (l *lineMask) describedEnd(name span) int {
	behind, spaced := strings.CutPrefix(l.line[name.end:], " ")
	if !spaced {
		return 0
	}
	length := runEnd(behind, 0, lowerLetters)
	word := behind[:length]
	if !descriptions[word] && !roles[word] || proseStates[word] || proseSets[word] || !endsDescription.MatchString(behind[length:]) || l.headsTable() {
		return 0
	}
	return name.end + 1 + length
}

var (
	lowerLetters    = byteSet("a-z")
	endsDescription = regexp.MustCompile(`^(?: [a-z]+ [a-z]|[.,;!]? *$|: )`)
)

var hostPort = regexp.MustCompile(`^:\d{2,5}(?:[/\s"'` + "`" + `,;)\]}?#]|$)`)

// namesEnd returns where a list ends that begins with a name and contains only names of secrets:
// password,token or password|token. It returns 0 if there is no such list, or if it is the header
// of a table.
func (l *lineMask) namesEnd(from int) int {
	end := from
	for end < len(l.line) && (l.line[end] == ',' || l.line[end] == '|') && end-from < maxHarmless {
		start := end + 1
		for start < len(l.line) && l.line[start] == ' ' {
			start++
		}
		_, next := wordAround(l.line, min(len(l.line), start+1), start)
		if next == start || !l.masker.isSecret(l.line[start:next]) && l.line[start:next] != "key" {
			return 0
		}
		end = next
	}
	if rest := strings.TrimSpace(l.line[end:]); end == from || rest != "" && rest[0] != '&' || !l.simple && l.headsTable() {
		return 0
	}
	return end
}

// placeEnd returns where the path of a file ends that a name is a part of, or 0 if there is none.
func (l *lineMask) placeEnd(name span) int {
	if name.start == 0 || l.line[name.start-1] != '/' {
		return 0
	}
	const delimiters = " \t\"'`=:,;()[]{}<>|&"
	const maxPlace = 256
	before := l.line[max(0, name.start-maxPlace):name.start]
	start := name.start - len(before) + strings.LastIndexAny(before, delimiters) + 1
	after := l.line[name.end:min(len(l.line), name.end+maxPlace)]
	end := name.end + len(after)
	if at := strings.IndexAny(after, delimiters); at >= 0 {
		end = name.end + at
	}
	if isPath(l.line[start:end]) {
		return end
	}
	return 0
}

// quotedEnd returns where a quoted value ends that is followed by something, or 0 if there is none.
func quotedEnd(value string) int {
	if value[0] != '"' && value[0] != '\'' {
		return 0
	}
	end := strings.IndexByte(value[1:min(len(value), maxHarmless)], value[0])
	if end < 0 || end+2 >= len(value) {
		return 0
	}
	return end + 2
}
