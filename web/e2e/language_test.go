package e2e

import (
	"testing"

	"zkweb/web/words"
)

// TestChooseALanguage chooses a language on the sign-in page and in the user menu.
func TestChooseALanguage(t *testing.T) {
	withAndWithoutScript(t, func(_ *testing.T, tab *tab) {
		tab.speak(words.Chinese)
		tab.enter("/c/main/tree/app", "", "")
		tab.expect("h1", "app")
		tab.find("link", words.Chinese.Find.Title)
		tab.press("button", words.Chinese.Shell.Anonymous)
		tab.follow("button", words.English.Name)
		tab.expectPath("/c/main/tree/app")
		tab.find("link", words.English.Find.Title)
	})
}
