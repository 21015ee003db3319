package mask

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// commandOption is an option of a command whose value is a secret, or contains one after a
// separator.
type commandOption struct {
	name     string
	behind   string // the separator before the secret; "" if the whole value is the secret
	attached bool   // the value must follow without white space
	apart    bool   // the value must follow after white space, as other options begin with this letter
}

// commandOptions are options of usual commands that do not contain the name of a secret: -p, but
// not --password.
var commandOptions = map[string][]commandOption{
	"curl":          {{name: "-u", behind: ":"}, {name: "--user", behind: ":"}, {name: "-U", behind: ":"}, {name: "--proxy-user", behind: ":"}},
	"sshpass":       {{name: "-p"}},
	"mysql":         {{name: "-p", attached: true}},
	"mysqldump":     {{name: "-p", attached: true}},
	"mysqladmin":    {{name: "-p", attached: true}},
	"mariadb":       {{name: "-p", attached: true}},
	"redis-cli":     {{name: "-a"}},
	"mongo":         {{name: "-p"}},
	"mongosh":       {{name: "-p"}},
	"mongodump":     {{name: "-p"}},
	"ldapsearch":    {{name: "-w"}},
	"ldapadd":       {{name: "-w"}},
	"ldapmodify":    {{name: "-w"}},
	"sqlcmd":        {{name: "-P"}},
	"smbclient":     {{name: "-U", behind: "%"}},
	"ldapwhoami":    {{name: "-w"}},
	"ldapdelete":    {{name: "-w"}},
	"ldappasswd":    {{name: "-w"}, {name: "-s"}, {name: "-a"}},
	"openssl":       {{name: "-k", apart: true}, {name: "-K", apart: true}},
	"zip":           {{name: "-P"}},
	"unzip":         {{name: "-P"}},
	"7z":            {{name: "-p", attached: true}},
	"7za":           {{name: "-p", attached: true}},
	"lftp":          {{name: "-u", behind: ","}},
	"etcdctl":       {{name: "--user", behind: ":"}},
	"cqlsh":         {{name: "-p"}},
	"cypher-shell":  {{name: "-p"}},
	"beeline":       {{name: "-p"}},
	"bcp":           {{name: "-P"}},
	"ipmitool":      {{name: "-P"}},
	"mosquitto_pub": {{name: "-P"}},
	"mosquitto_sub": {{name: "-P"}},
	"mongoexport":   {{name: "-p"}},
	"mongoimport":   {{name: "-p"}},
	"mongorestore":  {{name: "-p"}},
	"mysqlbinlog":   {{name: "-p", attached: true}},
	"mysqlimport":   {{name: "-p", attached: true}},
	"sqlplus":       {{name: "", behind: "/"}},
	"impdp":         {{name: "", behind: "/"}},
	"expdp":         {{name: "", behind: "/"}},
	"sqlldr":        {{name: "", behind: "/"}},
	"useradd":       {{name: "-p", apart: true}},
	"usermod":       {{name: "-p", apart: true}},
	"snmpget":       {{name: "-A"}, {name: "-X"}},
	"snmpwalk":      {{name: "-A"}, {name: "-X"}},
	"snmpset":       {{name: "-A"}, {name: "-X"}},
	// These are followed by a user and a password.
	"htpasswd":    nil,
	"rabbitmqctl": nil,
	"docker":      {{name: "-p"}},
	"podman":      {{name: "-p"}},
	"helm":        {{name: "-p"}},
	"nerdctl":     {{name: "-p"}},
	"az":          {{name: "-p"}},
	"kadmin":      {{name: "-w"}},
	"doctl":       {{name: "-t", apart: true}},
	"vault":       nil,
}

// loginCommands are names that are also words in other texts. They count only before "login".
var loginCommands = []string{"az", "vault"}

// findCommands finds the secrets in the command lines of a text.
func findCommands(text string) []span {
	var spans []span
	at := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		readings := [][]span{shellWords(line, true)}
		if strings.ContainsAny(line, `"'`) {
			words := slices.DeleteFunc(shellWords(line, false), func(word span) bool {
				return strings.Trim(line[word.start:word.end], "[]{}:,") == "" // punctuation of a list
			})
			readings = append(readings, words)
		}
		for _, words := range readings {
			texts := make([]string, len(words))
			for i, word := range words {
				texts[i] = strings.Trim(line[word.start:word.end], `"'`)
			}
			for _, found := range commandSecrets(texts) {
				word := words[found.word]
				quote := strings.Index(line[word.start:word.end], texts[found.word])
				start := at + word.start + quote + found.from
				spans = append(spans, span{start, start + len(texts[found.word]) - found.from})
			}
		}
		at += len(line)
	}
	return spans
}

// wordSecret is a secret in a word of a command line, from an offset to the end of the word.
type wordSecret struct{ word, from int }

// commandSecrets finds the secrets among the words of a command line.
func commandSecrets(words []string) []wordSecret {
	var secrets []wordSecret
	command, since, login := "", 0, false
	for i, word := range words {
		base := strings.ToLower(commandName(word))
		if _, known := commandOptions[base]; known {
			command, since, login = base, i, false
			continue
		}
		if command == "" {
			if from, found := loneOption(words[:i], word); found {
				secrets = append(secrets, wordSecret{i, from})
			}
			continue
		}
		if word == "|" || word == ";" || word == "&&" || word == "||" {
			command = ""
			continue
		}
		if from, found := secretWord(command, words[since+1:i], login, word); found && from < len(word) && word[from:] != Text && !isVariable(word[from:]) {
			secrets = append(secrets, wordSecret{i, from})
		}
		login = login || word == "login"
	}
	return secrets
}

// loneOption returns the offset of a password in a word of an unknown command, judged by the words
// before it: -u bob:…, --user=bob:…, -u bob -p…, -u bob -p …. It returns false if there is none, or
// if the value does not look like a password.
func loneOption(before []string, word string) (from int, found bool) {
	const near = 4 // words
	before = before[max(0, len(before)-near):]
	last, value := "", word
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	if _, behind, found := strings.Cut(word, "--user="); found {
		value = behind
	}
	from = len(word) - len(value)
	switch colon := strings.IndexByte(value, ':'); {
	case from > 0, last == "-u", last == "--user", last == "--proxy-user":
		from += colon + 1
		if colon <= 0 {
			return 0, false
		}
	case !slices.Contains(before, "-u") && !slices.Contains(before, "-U"):
		return 0, false
	case last == "-p", last == "-P":
	case strings.HasPrefix(word, "-p"), strings.HasPrefix(word, "-P"):
		from = len("-p")
	default:
		return 0, false
	}
	return from, isPasswordLike(word[from:])
}

// commandName returns the end of a word that can be the name of a command: /usr/bin/curl, 执行：curl.
func commandName(word string) string {
	at := strings.LastIndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf || !urlBase64[r] })
	if at < 0 {
		return word
	}
	_, size := utf8.DecodeRuneInString(word[at:])
	return word[at+size:]
}

// secretWord returns the offset of a secret in a word after a command. before are the words between
// them, and login reports whether "login" is among these.
func secretWord(command string, before []string, login bool, word string) (from int, found bool) {
	last := ""
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	switch command {
	case "htpasswd":
		return 0, len(before) == 3 && strings.HasPrefix(before[0], "-") && strings.Contains(before[0], "b")
	case "rabbitmqctl":
		return 0, len(before) == 2 && slices.Contains([]string{"add_user", "change_password", "authenticate_user"}, before[0])
	case "vault":
		return 0, login && (last == "login" || last[0] == '-') && !strings.ContainsAny(word[:1], "-=") && strings.ContainsAny(word, "0123456789")
	case "docker", "podman", "helm", "nerdctl", "az":
		if !login {
			return 0, false
		}
	}
	for _, option := range commandOptions[command] {
		switch {
		case option.name == "" && !strings.ContainsAny(word[:min(1, len(word))], "-@/") && (last == "" || last[0] == '-'), last == option.name && option.name != "" && !option.attached:
			return option.in(word, 0)
		case strings.HasPrefix(option.name, "--") && strings.HasPrefix(word, option.name+"="):
			return option.in(word, len(option.name)+1)
		case len(option.name) == 2 && !option.apart && strings.HasPrefix(word, option.name) && len(word) > 2 && word[2] != '-':
			return option.in(word, len(option.name))
		}
	}
	return 0, false
}

func (o commandOption) in(word string, from int) (int, bool) {
	if o.behind == "" {
		return from, true
	}
	at := strings.Index(word[from:], o.behind)
	return from + at + 1, at >= 0
}

// shellWords returns the words of a line. If quotes is set, quoted words may contain white space.
// Otherwise quotes separate words, as if the line itself were quoted.
func shellWords(line string, quotes bool) []span {
	var words []span
	for at := 0; at < len(line); {
		if !noSpace[line[at]] || !quotes && isQuote(line[at]) {
			at++
			continue
		}
		start := at
		var quote byte
		for ; at < len(line) && (quote != 0 || noSpace[line[at]]); at++ {
			if !isQuote(line[at]) {
				continue
			}
			if !quotes {
				break
			}
			if quote == 0 {
				quote = line[at]
			} else if quote == line[at] {
				quote = 0
			}
		}
		words = append(words, span{start, at})
	}
	return words
}

func isQuote(b byte) bool { return b == '"' || b == '\'' }

// identified finds the password in IDENTIFIED BY '…'.
func (i *inline) identified(start int) {
	const maxStatement = 512
	groups := identifiedBy.FindStringSubmatchIndex(i.text[start:min(len(i.text), start+maxStatement)])
	if groups == nil {
		return
	}
	password := i.text[start+groups[2] : start+groups[3]]
	statement := strings.ToLower(i.text[max(0, start-maxStatement):start])
	if strings.ContainsAny(password, `'"0123456789`) || strings.Contains(statement, "user") || strings.Contains(statement, "grant") {
		i.add(start+groups[2], start+groups[3])
	}
}

var identifiedBy = regexp.MustCompile(`^(?i:identified\s+(?:with\s+\S+\s+)?(?:by|as)\s+(?:password\s+|values\s+)?)('[^']*'?|"[^"]*"?|[^\s;,'"]+)`)
