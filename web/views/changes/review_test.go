package changes

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"zkweb/web/views/viewtest"
)

func TestReviewCarriesWhatIsSaved(t *testing.T) {
	main := viewtest.One(t, viewtest.Render(t, testReview(t)), "the page", viewtest.IsTag("main"))
	form := viewtest.One(t, main, "the form", viewtest.IsTag("form"))
	got := fields(form)
	for name, want := range map[string]string{"version": "3", "mzxid": "7", "data": "{}\n", "base": "{", "encoding": "gbk"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if _, saved := got["review"]; saved {
		t.Error("what the review's button posts is reviewed again")
	}
	for _, says := range []string{"- { no line end", "+ {}", "1 → 3 bytes", "Valid JSON now.", "gzip → GBK (guessed)"} {
		if said := viewtest.Text(main); !strings.Contains(strings.ReplaceAll(said, "{no", "{ no"), says) {
			t.Errorf("the page says %q, want %q in it", said, says)
		}
	}
}

func TestMergeShowsThreeColumns(t *testing.T) {
	page := testMerge(t)
	main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
	if got := viewtest.Texts(viewtest.All(main, viewtest.IsTag("th"))); !slices.Equal(got, []string{"You started from", "There now: version 3", "Yours"}) {
		t.Errorf("the columns are %q", got)
	}
	rows := viewtest.Texts(viewtest.All(viewtest.One(t, main, "the rows", viewtest.IsTag("tbody")), viewtest.IsTag("tr")))
	want := []string{"same", "base Keep theirstheirs Keep yoursyours", "more more more ⋯ 14 same linesmore more more", "old deletedkeptold"}
	if !slices.Equal(rows, want) {
		t.Errorf("the rows are %q, want %q", rows, want)
	}
	choices := viewtest.All(main, func(n *html.Node) bool { return viewtest.Attr(n, "type") == "radio" })
	if len(choices) != 2 || viewtest.Attr(choices[0], "name") != "keep-0" || viewtest.Attr(choices[0], "value") != "theirs" || viewtest.Attr(choices[1], "value") != "yours" {
		t.Errorf("%d choices", len(choices))
	}
	for _, choice := range choices {
		if _, chosen := viewtest.Attribute(choice, "checked"); chosen {
			t.Error("something is overwritten unasked")
		}
	}
	if said := viewtest.Text(main); !strings.Contains(said, "You were editing version 2; version 3 is there now. Nothing was saved. In one place") {
		t.Errorf("the page says %q", said)
	}
}
