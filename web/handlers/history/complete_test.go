package history

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	view "zkweb/web/views/history"
	"zkweb/web/words"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// TestManyGapsAreCounted: a recorder that watches leaves one each time that it is cut off.
// A page shows the newest, and how many others there are; so does JSON, of more.
func TestManyGapsAreCounted(t *testing.T) {
	t.Parallel()
	c := history.Complete{Older: 3}
	for i := range int64(shownGaps + 5) {
		c.Gaps = append(c.Gaps, history.Gap{Gap: txnlog.Gap{After: 10*i + 100, Before: 10*i + 105, Cause: txnlog.GapAway}})
		c.Spans = append(c.Spans, txnlog.Span{First: 10*i + 95, Last: 10*i + 100, Proof: txnlog.ProofWatched})
	}
	c.Spans = append([]txnlog.Span{{First: 1, Last: 90, Proof: txnlog.ProofFound}}, c.Spans...)
	page := completeView(c)
	if len(page.Gaps) != shownGaps || page.Older != 8 || page.Gaps[shownGaps-1].After != c.Gaps[len(c.Gaps)-1].After || page.Proof != string(txnlog.ProofFound) {
		t.Errorf("the page has %d gaps and %d older ones", len(page.Gaps), page.Older)
	}
	if told := site.CompleteJSON(c); len(told.Gaps) != len(c.Gaps) || told.Older != 3 || len(told.Complete) != len(c.Spans)-1 {
		t.Errorf("JSON has %d gaps, %d older ones and %d spans", len(told.Gaps), told.Older, len(told.Complete))
	}
}

// TestManyEphemeralZnodesAreSaidToBeCut: a session's, and a lock's holders, are the newest.
func TestManyEphemeralZnodesAreSaidToBeCut(t *testing.T) {
	t.Parallel()
	for count, cut := range map[int]bool{0: false, 1: false, shownHeld: false, shownHeld + 1: true} {
		if held, is := newestHeld(make([]history.Held, count)); len(held) != min(count, shownHeld) || is != cut {
			t.Errorf("of %d the page has %d, cut: %v", count, len(held), is)
		}
		of := guard.Session{Ephemerals: make([]history.Held, count), More: cut}
		if page := sessionView(of, 7); len(page.Ephemerals) != count || page.EphemeralsCut != cut || page.Older != "" != cut || cut && page.Older != strconv.Itoa(7+count) {
			t.Errorf("of a session's %d the page has %d, cut: %v", count, len(page.Ephemerals), page.EphemeralsCut)
		}
	}
}

// TestDataThatChangedWithoutItsTextIsTold: null became empty, which no line shows.
func TestDataThatChangedWithoutItsTextIsTold(t *testing.T) {
	t.Parallel()
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
	versions, data := make([]guard.Version, 2), make([]versionData, 2)
	versions[0].Verb, versions[1].Verb = history.Set, history.Create
	data[0].lines, data[1].lines = guard.Lines{IsText: true}, guard.Lines{IsText: true, IsNull: true}
	for i, want := range []string{words.English.History.SameText, ""} {
		var row view.Row
		room := maxDiffLines
		(&Handlers{}).compare(c, &row, versions, data, i, &room)
		if row.Note != want {
			t.Errorf("version %d has the note %q, want %q", i, row.Note, want)
		}
	}
}

// TestComparisonsOfAPageAreBounded: versions with nothing in common have all their lines
// in each comparison. What there is no room for is said not to be compared.
func TestComparisonsOfAPageAreBounded(t *testing.T) {
	t.Parallel()
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder())
	versions, data := make([]guard.Version, 4), make([]versionData, 4)
	for i := range versions {
		versions[i].Verb = history.Create
		lines := maxDiffLines/2 - 1
		if i == 3 {
			lines = 1
		}
		data[i].lines = guard.Lines{Text: strings.Repeat("a\n", lines), IsText: true}
	}
	room := maxDiffLines
	for i, compared := range []bool{true, true, false, true} {
		var row view.Row
		(&Handlers{}).compare(c, &row, versions, data, i, &room)
		if compared != (len(row.Diff) > 0) || compared == (row.Note == words.English.History.TooLong) {
			t.Errorf("version %d has %d lines and the note %q", i, len(row.Diff), row.Note)
		}
	}
}
