package words

import (
	"strings"

	"golang.org/x/text/language"
)

// Languages are the console's languages, the usual one first.
var Languages = []*Words{English, Chinese}

// Language returns the words of a language by its Lang; nil for another.
func Language(lang string) *Words {
	for _, w := range Languages {
		if w.Lang == lang {
			return w
		}
	}
	return nil
}

var matcher = newMatcher()

func newMatcher() language.Matcher {
	var tags []language.Tag
	for _, w := range Languages {
		tags = append(tags, language.MustParse(w.Lang))
	}
	return language.NewMatcher(tags)
}

// Preferred returns the words of the first language that is preferred and spoken
// here, or of the one nearest to it: "zh-Hans" and "zh" are zh-CN. Languages are
// written as in an Accept-Language header: "zh, en;q=0.5". Without any that is
// spoken here it returns nil.
func Preferred(languages string) *Words {
	if len(languages) > maxPreferred || strings.TrimSpace(languages) == "" {
		return nil
	}
	tags, _, err := language.ParseAcceptLanguage(languages)
	if err != nil {
		return nil
	}
	_, index, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return nil
	}
	return Languages[index]
}

// maxPreferred is longer than what any browser sends.
const maxPreferred = 500
