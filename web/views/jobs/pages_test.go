package jobs

import (
	"strings"
	"testing"
	"time"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
)

// job returns a job in a state.
func job(state string) Job {
	return Job{
		ID: "abc", Kind: "delete", Cluster: "main", Path: "/a/" + viewtest.HostileName, Owner: views.User{SignedIn: true, Name: viewtest.HostileName},
		State: state, Why: viewtest.HostileName, Done: 12, Total: 100, Failed: 3, Cut: true, Started: viewtest.Now, Rate: 44, Left: 2 * time.Second,
	}
}

// everyPage returns each page in each of its guises, by name.
func everyPage() map[string]viewtest.Page {
	undo := UndoPage{Shell: viewtest.Shell(), Job: job("done"), Create: 1, Restore: 2, Delete: 3, ACL: 4, Stay: 5, Lost: 6, Unkept: 7, Forgot: 8, Staying: []Problem{{Cluster: viewtest.HostileName, Path: "/a/" + viewtest.HostileName, Text: viewtest.HostileName}, {Path: "no path", Text: "x"}}}
	own, over, strange := job("running"), job("done"), job("paused")
	own.Own = true
	over.Ended = viewtest.Now
	strange.Kind, strange.Path = viewtest.HostileName, "no path"
	return map[string]viewtest.Page{
		"undo":    undo,
		"nothing": UndoPage{Shell: viewtest.Shell(), Job: job("done"), Complete: true},
		"none":    JobsPage{Shell: viewtest.Shell()},
		"list":    JobsPage{Shell: viewtest.Shell(), Jobs: []Job{own, over, strange}},
		"running": JobPage{Shell: viewtest.Shell(), Reached: true, Job: own},
		"over":    JobPage{Shell: viewtest.Shell(), Reached: true, Job: over, MayUndo: true, Undoes: "abc", Problems: []Problem{{Path: "/a/" + viewtest.HostileName, Text: viewtest.HostileName}}},
		"strange": JobPage{Shell: viewtest.Shell(), Reached: true, Job: strange, Problems: []Problem{{Path: "no path", Text: "x"}}},
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage()) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) { viewtest.NoInlineStyleOrScript(t, everyPage()) }

func TestNoPageShowsDeceivingCharacters(t *testing.T) { viewtest.NoDeceivingCharacters(t, everyPage()) }

// TestAJobOfMoreThanWasCountedSaysSo, and has no bar that would fill before its end.
func TestAJobOfMoreThanWasCountedSaysSo(t *testing.T) {
	for _, kind := range []string{"delete", "move"} {
		for more, said := range map[bool]string{false: "12 of 100 ", true: "12 of more than 100 "} {
			running := job("running")
			running.Kind, running.More = kind, more
			var html strings.Builder
			if err := (JobPage{Shell: viewtest.Shell(), Reached: true, Job: running}).Render(t.Context(), &html); err != nil {
				t.Fatal(err)
			}
			if got := html.String(); !strings.Contains(got, said) || strings.Contains(got, "<progress value") == more {
				t.Errorf("%s, more %v: it does not say %q", kind, more, said)
			}
		}
	}
}

// TestAPlaceStandsApart from what is told of the job, and is in the link of the list: of copies
// of one znode it alone tells which is which.
func TestAPlaceStandsApart(t *testing.T) {
	copied := job("done")
	copied.Kind, copied.Path, copied.Place = "copy", "/a", "other:/b"
	page := viewtest.Render(t, JobPage{Shell: viewtest.Shell(), Reached: true, Job: copied})
	if said := viewtest.Text(viewtest.One(t, page, "the job", viewtest.HasAttr("id", "job")).FirstChild); said != "/a → other:/b" {
		t.Errorf("it says %q", said)
	}
	list := viewtest.Render(t, JobsPage{Shell: viewtest.Shell(), Jobs: []Job{copied}})
	link := viewtest.One(t, list, "the way to the job", viewtest.HasAttr("href", viewtest.Shell().Links.Job(copied.ID)))
	if said := viewtest.Text(link); !strings.HasSuffix(said, "all below it → other:/b") {
		t.Errorf("the list says %q", said)
	}
}

// TestWhatFailedIsNotCalledDone, and not in the colour of what is.
func TestWhatFailedIsNotCalledDone(t *testing.T) {
	said := words.English.Jobs.States
	of := job("done")
	if of.Skipped, of.Failed = 9, 0; of.state(words.English) != said["done"] {
		t.Errorf("with what the plan leaves out it is %q", of.state(words.English))
	}
	if of.Failed = 3; of.state(words.English) != said["nothing"] {
		t.Errorf("with all left it is %q", of.state(words.English))
	}
	for failed, want := range map[int]string{0: "<b>" + said["done"], 3: `<b class="wrong">` + said["partly"], 12: `<b class="wrong">` + said["nothing"]} {
		over := job("done")
		over.Failed = failed
		for name, page := range map[string]viewtest.Page{"list": JobsPage{Shell: viewtest.Shell(), Jobs: []Job{over}}, "page": JobPage{Shell: viewtest.Shell(), Job: over}} {
			var html strings.Builder
			if err := page.Render(t.Context(), &html); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(html.String(), want+"</b>") {
				t.Errorf("%d of 12 failed: the %s does not say %q", failed, name, want)
			}
		}
	}
}

// TestOnlyTheOwnerIsOfferedToResume: it goes on with their rights.
func TestOnlyTheOwnerIsOfferedToResume(t *testing.T) {
	for _, own := range []bool{true, false} {
		paused := job("paused")
		paused.Own = own
		var html strings.Builder
		if err := (JobPage{Shell: viewtest.Shell(), Reached: true, Job: paused}).Render(t.Context(), &html); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(html.String(), `action="/zk/jobs/abc/resume"`); got != own {
			t.Errorf("own %v: the page offers it: %v", own, got)
		}
		if !strings.Contains(html.String(), `action="/zk/jobs/abc/cancel"`) {
			t.Errorf("own %v: it cannot be cancelled", own)
		}
	}
}

// TestAJobThatWaitsSaysThatItGoesOnByItself, and one that somebody has paused does not. It can
// be paused, and is not to be resumed.
func TestAJobThatWaitsSaysThatItGoesOnByItself(t *testing.T) {
	for waits, state := range map[bool]string{true: "<b>waiting</b>", false: "<b>paused</b>"} {
		paused := job("paused")
		paused.Waits, paused.Own = waits, true
		var html strings.Builder
		if err := (JobPage{Shell: viewtest.Shell(), Reached: true, Job: paused}).Render(t.Context(), &html); err != nil {
			t.Fatal(err)
		}
		if got := html.String(); !strings.Contains(got, state) || strings.Contains(got, "goes on by itself") != waits || strings.Contains(got, "the job goes on with") != waits {
			t.Errorf("waits %v: it does not say so", waits)
		} else if strings.Contains(got, "/jobs/abc/pause") != waits || strings.Contains(got, "/jobs/abc/resume") == waits {
			t.Errorf("waits %v: the page offers another control", waits)
		}
	}
}
