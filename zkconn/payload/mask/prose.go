package mask

import (
	"regexp"
	"strings"
	"unicode"
)

// tellsInEnglish reports whether the text after the name of a secret consists only of what messages
// and documentation say about secrets: " must have at least 12 characters". No word may be a
// secret, so all must be in a closed list, numbers must be followed by what they count, and no word
// may follow "is" or "set to".
func tellsInEnglish(behind string) bool {
	if !strings.HasPrefix(behind, " ") && !strings.HasPrefix(behind, ", ") || strings.ContainsAny(behind, "\t|=") || strings.Contains(behind, "  ") {
		return false
	}
	words := strings.Fields(strings.ToLower(behind))
	const least = 3 // after a comma
	if strings.HasPrefix(behind, ",") && len(words) <= least {
		return false
	}
	functional, last, leads := 0, "", false
	for i, word := range words {
		word = strings.Trim(word, proseSigns)
		next := ""
		if i+1 < len(words) {
			next = strings.Trim(words[i+1], proseSigns)
		}
		switch {
		case word == "":
			continue // "<", "}"
		case !leads && isPath(words[i]), proseTimes.MatchString(word), proseNumber.MatchString(word) && (proseCounted[next] || prosePlaces[last]), proseOwners[last] && proseStates[words[0]] && proseOwner.MatchString(word):
			last, leads = word, false
			continue
		case proseStates[word]:
		case leads && (proseAdverbs[word] || word == "at" && (next == "least" || next == "most") || word == "between" && proseNumber.MatchString(next)):
			last, leads = word, false
			continue
		case !proseWords[word] || leads:
			return false
		default:
			functional++
		}
		if proseSets[last] && word == "to" {
			return false
		}
		last, leads = word, proseLeads[word]
	}
	return proseStates[last] && len(words) <= 2 || functional > 0 && !proseOpen[last] && last != ""
}

const proseSigns = ".,;!?()'\"“”‘’`<>{}[]*/…"

var (
	proseNumber = regexp.MustCompile(`^\d{1,4}$`)
	proseTimes  = regexp.MustCompile(`^(?:\d{4}-\d\d-\d\d(?:t\d\d:\d\d:\d\d(?:\.\d{1,9})?z?)?|\d\d:\d\d(?::\d\d)?)$`)
	proseOwner  = regexp.MustCompile(`^(?:\d{1,4}|[a-z]+(?:-[a-z]+)*)$`)

	// States of a secret, none of which is likely to be one.
	proseStates = set(`read loaded required missing invalid expired incorrect wrong mismatch mismatched changed updated reset revoked rotated refreshed renewed rejected refused denied accepted
		verified validated encrypted hashed masked hidden unknown safe secure private optional empty blank disabled enabled forgotten lost leaked compromised reused requested successfully
		stored saved kept sent issued handled managed checked found created generated removed deleted`)
	// Other words of such sentences.
	proseWords = set(`a an the of in is are was were be been has have had not no never always also only already again still now with without and or but to for from this that these those
		your its their our my strings environment by on at as it you we they who which when while until after before if unless then than all any each every both either
		must should can cannot could may might will would shall need needs do does did don't doesn't didn't isn't can't won't
		change changes expire expires enter continue contact follow forget remember try try please login sign signed link set
		field fields header headers page settings steps user users client session service admin administrator gateway email message account wiki docs documentation see file here vault keychain validation validates issues failed failure
		refreshing retrying reconnecting left remaining least most more less minimum maximum between long old new ones next same once open there position line column request json elsewhere
		hour hours minute minutes second seconds day days week weeks month months character characters letter letters digit digits symbols time times attempts`)
	proseCounted = set("hour hours minute minutes second seconds day days week weeks month months character characters letter letters digit digits symbols times attempts and")
	prosePlaces  = set("position line column request")
	proseOwners  = set("user client session service account") // as in “token expired for client 42”
	proseLeads   = set("is are was were be been as")          // the next word may be the secret, unless it is a state
	proseSays    = set("is are was were to as")               // the secret follows, perhaps on the next line
	proseSets    = set("set reset changed updated")
	proseAdverbs = set("not never no always only also already still now longer")
	// Words that do not end a sentence, which may continue on the next line.
	proseOpen = set("a an the of in is are was were be been with and or to for from this that your its their our my by on at as and then than here")
)

// tellsInChinese is like tellsInEnglish, for a Chinese name. What follows must be Chinese
// characters alone, which are seldom a secret, directly after the name, and without words that
// introduce the secret.
func tellsInChinese(name, behind string) bool {
	secret := chineseSecret.FindStringIndex(name)
	if secret == nil {
		return false
	}
	text := strings.TrimRight(name[secret[1]:]+behind, " \t\"'`*/;,}])。！？")
	if strings.Count(text, "") > maxChinese || !chineseTells.MatchString(text) {
		return false
	}
	bare := chineseNumber.ReplaceAllString(text, "")
	return strings.IndexFunc(bare, func(r rune) bool {
		return !unicode.Is(unicode.Han, r) && !strings.ContainsRune("，。！？、；", r)
	}) < 0 && !chineseSays.MatchString(bare)
}

const maxChinese = 64 // characters

var (
	chineseSecret = regexp.MustCompile(`.*(?:密码|口令|密钥|秘钥|私钥|令牌|凭证|凭据)`)
	// How a text about a secret continues.
	chineseTells  = regexp.MustCompile(`^(?:至少|最少|最多|错误|无效|失效|过期|已|未|不|由|会|将|可|必须|应|需|请|长度|成功|失败|保|发|每|在|被|要|以|连续|超|更新|修改|重置|后|时|和|或|与|输入)`)
	chineseNumber = regexp.MustCompile(`(?:每|至少|少于|超过|最多|不足) ?\d{1,3} ?(?:位|个|天|次|小时|分钟|秒|年|月|字)`)
	// Words that introduce the secret.
	chineseSays = regexp.MustCompile(`[是为為即]|如下`)
)
