package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// TestTheLanguageOfAPage checks that the language chosen in this browser takes precedence over that
// of the profile, and that over the languages of the browser.
func TestTheLanguageOfAPage(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	for user, locale := range map[string]string{"alice": "", "carol": "zh-CN", "bob": "en", "eve": "fr"} {
		if err := c.admin.Add(c.context, user, rightOne, people.Profile{Role: people.Viewer, Paths: []znode.Path{znode.Root}, Locale: locale}); err != nil {
			t.Fatal(err)
		}
	}
	const chinese, french = "zh-CN,zh;q=0.9,en;q=0.8", "fr"
	for _, test := range []struct {
		user, accepts, chosen string
		want                  *words.Words
	}{
		{"", "", "", words.English},
		{"", chinese, "", words.Chinese},
		{"", french, "", words.English},
		{"", chinese, "en", words.English},
		{"", "en", "zh-CN", words.Chinese},
		{"alice", chinese, "", words.Chinese},
		{"alice", chinese, "en", words.English},
		{"carol", "en", "", words.Chinese},
		{"carol", "en", "en", words.English},
		{"bob", chinese, "", words.English},
		{"bob", chinese, "zh-CN", words.Chinese},
		{"eve", chinese, "", words.Chinese},
		{"eve", "en", "", words.English},
	} {
		v, page, title := c.visitor(t), "/login?next=%2Fc%2Fmain%2Ftree%2F", test.want.Login.Title
		if test.user != "" {
			v.mustSignIn(t, credentialsForm(test.user, rightOne))
			page, title = "/c/main/tree/app", test.want.Children.Title
		}
		if test.chosen != "" {
			got := v.post(t, "/language", url.Values{"language": {test.chosen}, "next": {page}})
			if got.status != http.StatusSeeOther || got.header.Get("Location") != page {
				t.Errorf("%+v: the choice answers %d and leads to %q", test, got.status, got.header.Get("Location"))
			}
		}
		got := v.get(t, page, "Accept-Language", test.accepts)
		if got.status != http.StatusOK || !strings.Contains(got.body, `lang="`+test.want.Lang+`"`) || !strings.Contains(got.body, title) {
			t.Errorf("%+v: %d, %.300s", test, got.status, got.body)
		}
		if language, vary := got.header.Get("Content-Language"), strings.Join(got.header.Values("Vary"), ", "); language != test.want.Lang ||
			!strings.Contains(vary, "Accept-Language") || !strings.Contains(vary, "Cookie") {
			t.Errorf("%+v: Content-Language %q, Vary %q", test, language, vary)
		}
	}
}

// TestAProfileTakesEffectAtTheSignIn checks that signing in switches the browser to the language of
// the person's profile, even if somebody else chose one before, and that it stays after signing
// out.
func TestAProfileTakesEffectAtTheSignIn(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	if err := c.admin.Add(c.context, "carol", rightOne, people.Profile{Role: people.Viewer, Paths: []znode.Path{znode.Root}, Locale: "zh"}); err != nil {
		t.Fatal(err)
	}
	v := c.visitor(t)
	v.post(t, "/language", url.Values{"language": {"en"}})
	v.mustSignIn(t, credentialsForm("carol", rightOne))
	if got := v.get(t, "/c/main/tree/app"); !strings.Contains(got.body, words.Chinese.Children.Title) {
		t.Errorf("carol reads %.300s", got.body)
	}
	v.post(t, "/logout", nil)
	if got := v.get(t, "/login"); !strings.Contains(got.body, words.Chinese.Login.Password) {
		t.Errorf("signed out she reads %.300s", got.body)
	}
}

func TestChoosingALanguage(t *testing.T) {
	t.Parallel()
	c := run(t, func(config *Config) { config.BasePath = "/zk" }, "main="+zookeeper.Addr())
	v := c.visitor(t)
	for _, test := range []struct {
		language, next string
		status         int
		location       string
	}{
		{"zh-CN", "/zk/login", http.StatusSeeOther, "/zk/login"},
		{"zh-CN", "", http.StatusSeeOther, "/zk/"},
		{"zh-CN", "https://example.org/", http.StatusSeeOther, "/zk/"},
		{"zh-CN", "//example.org/", http.StatusSeeOther, "/zk/"},
		{"zh", "/zk/login", http.StatusBadRequest, ""},
		{"<script>", "/zk/login", http.StatusBadRequest, ""},
		{"", "/zk/login", http.StatusBadRequest, ""},
	} {
		got := v.post(t, "/zk/language", url.Values{"language": {test.language}, "next": {test.next}})
		if got.status != test.status || got.header.Get("Location") != test.location {
			t.Errorf("%+v: %d to %q", test, got.status, got.header.Get("Location"))
		}
		cookie := got.header.Get("Set-Cookie")
		if want := "zkweb-language=zh-CN; Path=/zk/; Max-Age=31536000; HttpOnly; SameSite=Lax"; test.status == http.StatusSeeOther && cookie != want {
			t.Errorf("%+v sets the cookie %q, want %q", test, cookie, want)
		} else if test.status != http.StatusSeeOther && cookie != "" {
			t.Errorf("%+v sets the cookie %q", test, cookie)
		}
	}
	if got := v.post(t, "/zk/language", url.Values{"language": {"en"}}, "Origin", "https://example.org"); got.status != http.StatusForbidden {
		t.Errorf("from elsewhere: %d", got.status)
	}
	if got := v.get(t, "/zk/login", "Cookie", "zkweb-language=<script>"); got.status != http.StatusOK || !strings.Contains(got.body, `lang="en"`) && !strings.Contains(got.body, `lang="zh-CN"`) {
		t.Errorf("with a foreign cookie: %d", got.status)
	}
}

// TestJSONIsInEnglish checks that JSON is in English, since scripts compare its texts.
func TestJSONIsInEnglish(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	v.post(t, "/language", url.Values{"language": {"zh-CN"}})
	got := v.getJSON(t, "/c/main/tree/absent")
	if said := decode[errorAnswer](t, got).Error.Message; said != sentence(znode.CodeNoNode) || got.header.Get("Content-Language") != "" {
		t.Errorf("JSON says %q, in the language %q", said, got.header.Get("Content-Language"))
	}
	if got := v.get(t, "/c/main/tree/absent"); !strings.Contains(got.body, words.Chinese.Failure.NoSuchZnode) {
		t.Errorf("the page says %.300s", got.body)
	}
}

// TestARevealedPageLeadsBackWhereItCameFrom checks where choosing a language leads from the answer
// to a POST, which has no URL of its own.
func TestARevealedPageLeadsBackWhereItCameFrom(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, nil)
	c.add(t, "vera", people.Viewer, "/")
	got := c.member(t, "vera").post(t, "/c/main/reveal/app", url.Values{"reason": {"to see"}})
	if got.status != http.StatusOK || !strings.Contains(got.body, `name="next" value="/c/main/tree/app"`) {
		t.Errorf("%d: %s", got.status, got.body)
	}
}
