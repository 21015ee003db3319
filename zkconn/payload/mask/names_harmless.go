package mask

import (
	"slices"
	"strings"
	"unicode"
)

// harmlessPieces are folded parts of names that contain the name of a secret but are not names of
// secrets, by the word that they contain.
var harmlessPieces = map[string][]string{
	"token": {
		"tokeniz", "tokenis", "maxtokens", "maxtoken", "mintokens", "numtokens", "numberoftokens", "totaltokens", "prompttokens", "completiontokens", "inputtokens", "outputtokens", "contexttokens", "cachedtokens", "initialtoken",
		"tokencount", "tokenscount", "tokensper", "tokenlimit", "tokenslimit", "tokenfilter", "tokenstream", "tokenbucket", "tokenring", "tokenrange", "tokenmap", "tokenauth", "tokenpublickey", "tokenbf", "hastoken",
		"bostoken", "eostoken", "padtoken", "unktoken", "septoken", "clstoken", "masktoken", "specialtoken",
	},
	"secret":     {"secretar", "imagepullsecrets", "imagepullsecret", "existingsecret", "credentialssecret", "secretsmanager", "secretmanager"},
	"password":   {"passwordless", "passwordfield", "passwordstdin"},
	"sshkey":     {"sshkeygen", "sshkeyscan"},
	"passwd":     {"nopasswd"},
	"credential": {"credentialless", "credentialsid", "credentialid"},
	"bindpass":   {"bindpassive"},
	"jwtkey":     {"jwtkeyid"},
	"密码":         {"密码机", "密码学"},
}

// withoutHarmless removes the harmless pieces from a folded name.
func withoutHarmless(folded string) string {
	for word, pieces := range harmlessPieces {
		if !strings.Contains(folded, word) {
			continue
		}
		for _, piece := range pieces {
			folded = strings.ReplaceAll(folded, piece, "/")
		}
	}
	return folded
}

// descriptions are the last words of names that describe a property of a secret: token_ttl,
// password.min.length.
var descriptions = set(`
	age algorithm algorithms algo allowed attempts audience authentication backend bucket budget bytes callback caption class classes classname column complexity count counts days
	description disabled duration enable enabled encoder encoding encryption endpoint endpoints expiration expired expires expiry exchange factory field filter form format
	generator grant header history hours hint href interval issuer iterations kind label length len lifetime link limit limits max maximum mechanism message method methods millis min
	minimum minutes mode ms name names optional page parameter period placeholder plugin policies policy port prefix prompt provider providers ref refs reference refresher renewer
	alias arn at changed chars controller created date delimiter engine flow issued location modified mount namespace operation position regex regexp reset resets
	rotation scanning separator set source stats timeout timestamp updated
	refill remaining replicas required requirement requirements retries rounds rule rules scope scopes seconds secs size status strategy strength style supported time title tooltip ttl type types
	unit uri url usage use used validation validator validity verifier version`)

// labelled are the first words of names of texts about a secret on a page.
var labelled = set("existing label labels placeholder placeholders tooltip i18n")

// roles are the last words of names of programs that deal with secrets: token-service,
// PasswordServer. After a dot they say whose secret it is.
var roles = set("client clients host job jobs lock locks manager queue queues reader server servers service services task tasks writer")

// chineseDescriptions are descriptions in Chinese.
var chineseDescriptions = []string{"长度", "规则", "策略", "有效期", "过期时间", "时间", "类型", "个数", "数量", "次数", "服务", "方式", "地址", "强度", "算法", "名称", "提示", "天数", "编号", "状态", "说明", "字段", "开关", "链接", "页面", "凭证号", "管理", "复杂度", "模块", "系统", "平台", "功能", "周期", "路径", "签发者", "版本", "间隔", "时长", "長度", "規則", "類型", "數量"}

// isDescription reports whether the last word of a name makes it that of a property of a secret.
func isDescription(name string) bool {
	words := nameWords(name)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return len(words) > 1 && (descriptions[last] || labelled[words[0]] || roles[last] && !strings.Contains(strings.ToLower(name), "."+last)) ||
		slices.ContainsFunc(chineseDescriptions, func(end string) bool { return strings.HasSuffix(last, end) })
}

// nameWords returns the words of a name, in lower case. For dbPassword, DB_PASSWORD_2 and
// db.password2 they are db and password. A number at the end is left out.
func nameWords(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
		}
		word = nil
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Cf, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			end()
			continue
		case len(word) == 0:
		case unicode.IsNumber(r) != unicode.IsNumber(word[len(word)-1]):
			end()
		case unicode.IsUpper(r) && !unicode.IsUpper(word[len(word)-1]):
			end()
		case unicode.IsUpper(r) && i+1 < len(runes) && unicode.IsLower(runes[i+1]):
			end()
		}
		word = append(word, r)
	}
	end()
	for len(words) > 0 && strings.IndexFunc(words[len(words)-1], unicode.IsLetter) < 0 {
		words = words[:len(words)-1]
	}
	return words
}

// maxNamePart is the maximum length of a part of a name. In longer words, such as a line of base64,
// a name occurs by chance.
const maxNamePart = 48

// isCoded reports whether a word is encoded data and not a name.
func isCoded(word string) bool {
	if len(word) <= maxNamePart {
		return false
	}
	for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if len(part) > maxNamePart {
			return true
		}
	}
	return false
}
