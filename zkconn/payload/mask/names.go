package mask

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// Limits of the patterns, which keep matching fast.
const (
	maxPatterns     = 200
	maxPatternBytes = 200
)

// DefaultPatterns returns patterns for the usual names of secrets.
func DefaultPatterns() []string {
	return []string{
		"*password*", "*passwd*", "*passphrase*", "*passwort*", "*passcode*", "*passkey*", "*pwd*", "*pswd*", "*pswrd*", "*pwrd*", "*secret*", "*token*", "*credential*",
		"*api_key*", "*access_key*", "*private_key*", "*signing_key*", "*encryption_key*", "*decryption_key*", "*crypto_key*", "*cipher_key*", "*hmac_key*",
		"*ssh_key*", "*aes_key*", "*rsa_key*", "*account_key*", "*auth_key*", "*session_key*", "*shared_key*", "*master_key*", "*client_key_data*", "*stored_key*",
		"*pgpass*", "*requirepass*", "*masterauth*", "*rediscli_auth*", "*auth_payload*", "*auth_user_info*", "*sensitive_props_key*", "*superdigest*",
		"*encrypt_key*", "*license_key*", "*unseal_key*", "*jwt_key*", "*subscription_key*", "*seed_phrase*", "*recovery_code*",
		"*keystore_key*", "*deploy_key*", "*gossip_key*", "*github_pat*", "*gitlab_pat*", "*devops_pat*", "*snmp_community*", "*rocommunity*", "*rwcommunity*", "*snmp_server_community*", "*server_identity_value*", "*security_answer*", "*otp_seed*", "*api_v3_key*",
		"*dbpass*", "*userpass*", "*keypass*", "*storepass*", "*bindpass*", "*rootpass*", "*adminpass*", "*smtppass*", "*sshpass*", "*bindpw*", "*rootpw*",
		"*密码*", "*口令*", "*密钥*", "*秘钥*", "*私钥*", "*令牌*", "*凭证*", "*凭据*", "*密碼*", "*金鑰*", "*私鑰*", "*權杖*", "*憑證*", "*密鑰*", "*密匙*", "*授权码*", "*通行码*",
	}
}

// New returns a Masker for patterns of names. In a pattern, only "*" is special: it stands for any
// number of characters. The pattern "*" masks all data. Without patterns, only secrets that need no
// name are masked, such as those in URLs, private keys and headers. Errors are of kind Invalid and
// name the pattern.
func New(patterns []string) (*Masker, error) {
	if len(patterns) > maxPatterns {
		return nil, badPattern(znode.CodeMaskPatterns, znode.Args{"count": strconv.Itoa(len(patterns)), "max": strconv.Itoa(maxPatterns)})
	}
	masker := &Masker{cache: newCache(cacheBudget), turns: newTurns(), time: MaxTime}
	for _, text := range patterns {
		if len(text) > maxPatternBytes {
			return nil, badPattern(znode.CodeMaskPatternLong, znode.Args{"bytes": strconv.Itoa(len(text)), "max": strconv.Itoa(maxPatternBytes)})
		}
		folded := foldName(text)
		if text == "*" {
			masker.all = true
			continue
		}
		if strings.Trim(folded, "*") == "" {
			return nil, badPattern(znode.CodeMaskPatternEmpty, znode.Args{"pattern": strconv.Quote(text)})
		}
		if slices.Contains(DefaultPatterns(), text) {
			masker.words = append(masker.words, strings.Trim(folded, "*"))
		} else {
			masker.own = append(masker.own, strings.Split(folded, "*"))
		}
	}
	masker.prepare()
	masker.long = masker.onlyLongNames()
	masker.chinese = inChineseEncodings(masker.pieces())
	return masker, nil
}

func badPattern(code znode.Code, args znode.Args) error {
	return &znode.Error{Kind: znode.Invalid, Code: code, Args: args}
}

// prepare makes the finders.
func (m *Masker) prepare() {
	m.usual = newFinder(m.words, true)
	hints := append(m.pieces(), "authorization")
	if !m.onlyLong {
		hints = slices.Concat(hints, commonNames, keyFiles, []string{"auth", "encrypt", "identity"})
	}
	slices.Sort(hints)
	m.names = newFinder(slices.Compact(hints), true)
	m.hinted = sync.OnceValue(func() *both { return either(m.names, hintMarks) })
}

// pieces returns a text that each pattern contains: the longest, if there are several.
func (m *Masker) pieces() []string {
	pieces := slices.Clone(m.words)
	for _, p := range m.own {
		pieces = append(pieces, slices.MaxFunc(p, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
	}
	return pieces
}

// pattern is a pattern of the operator: the folded texts between its stars.
type pattern []string

func (p pattern) matches(folded string) bool {
	if len(p) == 1 {
		return folded == p[0]
	}
	last := len(p) - 1
	rest, ok := strings.CutPrefix(folded, p[0])
	if !ok {
		return false
	}
	for _, piece := range p[1:last] {
		if _, rest, ok = strings.Cut(rest, piece); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, p[last])
}

// foldName removes what is ignored in names: case, white space, invisible characters and the usual
// separators.
func foldName(text string) string {
	return strings.Map(foldRune, text)
}

// nameKind is the kind of a name.
type nameKind int

const (
	noSecret     nameKind = iota
	secretName            // the name of a secret, with values that can be recognized as harmless
	passwordName          // the name of a password, which can be a number
	ownName               // a name that a pattern of the operator matches; every value is a secret
)

// maxName is the maximum size of a name, in bytes. Longer texts are not names.
const maxName = 1 << 10

// maxKnown is how many names are remembered during one masking.
const maxKnown = 1 << 12

// nameKind returns the kind of a key or word, even if it is escaped. It is that of a secret if the
// whole name or one of its words is.
func (m *Masker) nameKind(name string) nameKind {
	if len(name) > maxName {
		return noSecret
	}
	kind, known := m.known[name]
	if known {
		return kind
	}
	kind = m.plainNameKind(name)
	if plain := unescape(name); kind == noSecret && plain != name {
		kind = m.plainNameKind(plain)
	}
	if m.known != nil && len(m.known) < maxKnown {
		m.known[name] = kind
	}
	return kind
}

// remembering returns a copy of the Masker for one masking, which remembers names and words.
func (m *Masker) remembering() *Masker {
	one := *m
	one.known = map[string]nameKind{}
	if one.packed == nil {
		one.packed = &packedWords{left: maxPacked, found: map[string]bool{}}
	}
	return &one
}

func (m *Masker) plainNameKind(name string) nameKind {
	if !m.names.in(name) {
		return noSecret
	}
	if kind := m.wordKind(name); kind != noSecret {
		return kind
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return !isNameRune(r) }) {
		if len(word) == len(name) || endsInCommon(word) {
			continue
		}
		if kind := m.wordKind(word); kind == ownName || kind != noSecret && !(isDescription(name) && twoWords.MatchString(name)) {
			return kind
		}
	}
	return noSecret
}

// twoWords matches a name such as "password policy", which means the same as password_policy.
var twoWords = regexp.MustCompile(`^[A-Za-z]+ [A-Za-z]+$`)

// isSecret reports whether a name is that of a secret.
func (m *Masker) isSecret(name string) bool { return m.nameKind(name) != noSecret }

// wordKind is like nameKind, for one word, which may contain dots.
func (m *Masker) wordKind(word string) nameKind {
	folded := foldName(word)
	for _, p := range m.own {
		if p.matches(folded) || p.matchesPart(word) {
			return ownName
		}
	}
	switch {
	case m.usual.in(withoutHarmless(folded)) && !isCoded(word) && !isDescription(word):
		return passwordOrOther(folded)
	case strings.Contains(folded, "authorization") && (!isDescription(word) || strings.HasSuffix(folded, "header")):
		return secretName
	case m.onlyLong:
		return noSecret
	case strings.EqualFold(word, "_auth"), isKeyFile(word):
		return secretName
	case endsInCommon(word) && len(strings.Fields(word)) <= 2:
		return passwordOrOther(folded)
	}
	return noSecret
}

// matchesPart reports whether a pattern matches a part of word between dots.
func (p pattern) matchesPart(word string) bool {
	if !strings.Contains(word, ".") {
		return false
	}
	for part := range strings.SplitSeq(word, ".") {
		if folded := foldName(part); folded != "" && p.matches(folded) {
			return true
		}
	}
	return false
}

func passwordOrOther(folded string) nameKind {
	folded = strings.TrimRight(folded, "0123456789")
	for _, end := range []string{"password", "passwords", "passwd", "pwd", "pswd", "pswrd", "pwrd", "psw", "pass", "passphrase", "passwort", "passcode", "passkey", "pw", "密码", "口令", "密碼"} {
		if strings.HasSuffix(folded, end) {
			return passwordName
		}
	}
	return secretName
}

// namesAnother reports whether the value of a key is the name of its siblings, as in {"name":
// "DB_PASSWORD", "value": "…"}.
func namesAnother(key string) bool {
	switch foldName(key) {
	case "name", "key", "id", "k", "property", "propertyname", "parameter", "parametername", "param", "paramname",
		"variable", "var", "env", "field", "option", "setting", "attribute", "header", "label", "名称",
		"parameterkey", "propertykey", "optionname", "variablename", "envname", "settingname", "attributename", "headername", "fieldname":
		return true
	}
	return false
}

// isNameRune reports whether a name can contain r.
func isNameRune(r rune) bool {
	if r < utf8.RuneSelf {
		return nameBytes[r]
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Cf)
}

var nameBytes = byteSet("-A-Za-z0-9_.$")
