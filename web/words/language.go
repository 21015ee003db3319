package words

import (
	"strings"

	"golang.org/x/text/language"
)

// Languages are the console's languages, the default first.
var Languages = []*Words{English, Chinese}

// Language returns the words of a language by its Lang, or nil.
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

// Preferred returns the words of the first preferred language that the console has, or of a related
// one: "zh-Hans" and "zh" are zh-CN. Languages have the format of an Accept-Language header: "zh,
// en;q=0.5". It returns nil if the console has none of them.
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

// maxPreferred is longer than the header of any browser.
const maxPreferred = 500
