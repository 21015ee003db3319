package handlers

import (
	"net/url"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// TestWhatIsKeptIsForItsReader checks that each reader gets the lines for the path and view, masked
// unless revealed, in their language and with the actions of their role, whoever looked before and
// how.
func TestWhatIsKeptIsForItsReader(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	same := `{"user":"shop","password":"` + secretValue + `"}` // the same as in /app/db
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/app/password"), []byte(same), open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	readers := []struct {
		*visitor
		role  people.Role
		words *words.Words
	}{
		{r.member(t, "viewer"), people.Viewer, words.English},
		{r.member(t, "auditor"), people.Auditor, words.Chinese},
	}
	pages := []struct{ page, shows, hides string }{
		{"/c/main/tree/app/db", `id="L4"`, "t-offset"},
		{"/c/main/tree/app/db?view=text", "shop", `id="L2"`},
		{"/c/main/tree/app/db?view=hex", "t-offset", `id="L1"`},
		{"/c/main/tree/app/password", "•masked•", "shop"},
	}
	first := map[string]string{}
	for round := range 3 {
		for _, reader := range readers {
			for _, p := range pages {
				got := reader.get(t, p.page, "Accept-Language", reader.words.Lang).body
				lines := linesOf(t, got)
				if !strings.Contains(lines, p.shows) || strings.Contains(lines, p.hides) || strings.Contains(got, secretValue) {
					t.Errorf("round %d, %s for %s: %s", round, p.page, reader.role, lines)
				}
				if was, known := first[p.page]; known && lines != was {
					t.Errorf("round %d, %s for %s: %s\nwas %s", round, p.page, reader.role, lines, was)
				}
				first[p.page] = lines
				if !strings.Contains(got, `aria-label="`+reader.words.Data.Title+", ") || strings.Contains(got, "/c/main/reveal/") != reader.role.May(people.Reveal) {
					t.Errorf("round %d, %s is not in the words of %s, or not what they may", round, p.page, reader.role)
				}
			}
			if !reader.role.May(people.Reveal) {
				continue
			}
			if lines := linesOf(t, reader.post(t, "/c/main/reveal/app/db", url.Values{"reason": {"to see"}}).body); !strings.Contains(lines, secretValue) {
				t.Errorf("round %d: revealed are %s", round, lines)
			}
		}
	}
}

// linesOf returns the lines of data on a znode's page.
func linesOf(t *testing.T, page string) string {
	t.Helper()
	_, code, found := strings.Cut(page, `<pre class="code`)
	_, code, inside := strings.Cut(code, "<code>")
	lines, _, end := strings.Cut(code, "</code>")
	if !found || !inside || !end {
		t.Fatalf("no data is on the page: %.300s", page)
	}
	return lines
}
