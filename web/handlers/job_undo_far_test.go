package handlers

import (
	"context"
	"iter"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	web "zkweb/web/handlers/jobs"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// undoOf returns what undoing a job would do.
func (v *visitor) undoOf(t *testing.T, id string) web.UndoReview {
	t.Helper()
	return decode[web.UndoJSON](t, v.getJSON(t, "/jobs/"+id+"/undo")).Undo
}

// TestAMoveIntoAnotherClusterIsTakenBack checks that a move is undone in both clusters, whose paths
// are the same.
func TestAMoveIntoAnotherClusterIsTakenBack(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	r := runRecorded(t, func(config *Config) {
		keeping(t, config)
		addFar(server)(config)
		config.Clusters[1].Mark = cluster.Mark{Label: "FAR", Color: "red"}
	})
	r.plenty(t, "/both")
	before, v := r.state(t, "/both"), r.member(t, "editor")
	v.signInFar(t)
	moved := v.job(t, "/c/main/move/both", url.Values{"to": {"far:/both"}})
	if moved.Failed != 0 || len(r.state(t, "/both")) != 0 {
		t.Fatalf("%+v %q", moved, v.said(t, moved.ID))
	}
	if alone := r.member(t, "editor"); alone.getJSON(t, "/jobs/"+moved.ID+"/undo").status != 401 {
		t.Error("it can be looked at without a sign-in to the other cluster")
	}
	far := openAt(t, "far="+server.Addr())
	if _, err := znode.Set(r.context, far, parsePath(t, "/both/n0004"), []byte("theirs"), 0); err != nil {
		t.Fatal(err)
	}
	review := v.undoOf(t, moved.ID)
	var staying []string
	for _, one := range review.Staying {
		staying = append(staying, one.Cluster+" "+one.Path)
	}
	slices.Sort(staying)
	if review.Create != many+1 || review.Delete != many-1 || !slices.Equal(staying, []string{"far /both", "far /both/n0004"}) {
		t.Errorf("%+v", review)
	}
	if page := v.get(t, "/jobs/"+moved.ID+"/undo").body; !strings.Contains(page, `href="/c/far/tree/both/n0004"`) || !strings.Contains(pageText(t, page), "far:/both/n0004") || !strings.Contains(pageText(t, page), "Undo in FAR") {
		t.Error("the page does not say in which cluster a znode stays, or which one is changed")
	}
	undone := v.job(t, "/jobs/"+moved.ID+"/undo", nil)
	if got := differ(before, r.state(t, "/both")); undone.Done != 2*(many+1) || undone.Failed != 2 || len(got) != 0 {
		t.Errorf("%+v %q %q", undone, v.said(t, undone.ID), got)
	}
	names, _, err := far.GetChildren(r.context, parsePath(t, "/both"))
	if err != nil || !slices.Equal(names, []string{"n0004"}) {
		t.Errorf("the other cluster still has %q, %v", names, err)
	}
	report := v.get(t, "/jobs/"+undone.ID+"/report").body
	if strings.Count(report, `"path":"/both/n0000"`) != 2 || strings.Count(report, `"path":"/both/n0000","cluster":"far"`) != 1 {
		t.Error("the report does not list each znode in each cluster")
	}
	if page := v.get(t, "/jobs/"+undone.ID).body; !strings.Contains(page, `href="/c/far/tree/both/n0004"`) {
		t.Error("the job's page does not link to what is left")
	}
	if alone := r.member(t, "editor"); strings.Contains(alone.get(t, "/jobs/"+undone.ID+"/report").body, `"cluster":"far"`) {
		t.Error("a person who is not signed in to a cluster sees its znodes")
	}
	redone := v.job(t, "/jobs/"+undone.ID+"/undo", nil)
	if left := r.state(t, "/both"); redone.Failed != 0 || redone.Done != 2*many || len(left) != 0 {
		t.Errorf("taken back in turn: %+v %q, left %q", redone, v.said(t, redone.ID), left)
	}
}

// forgetful is a trail, with the former data of changes, whose beginning retention has removed.
type forgetful struct {
	guard.Keeper
	guard.Trail

	mu     sync.Mutex
	before int64  // entries with smaller numbers are gone
	change string // the change whose former data is gone
}

func (f *forgetful) forget(before int64, change string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before, f.change = before, change
}

func (f *forgetful) Has(ctx context.Context, id string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id == f.change {
		return false, nil
	}
	return f.Keeper.Has(ctx, id)
}

func (f *forgetful) Query(ctx context.Context, filter audit.Filter) (audit.Page, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	page, err := f.Trail.Query(ctx, filter)
	page.Entries = slices.DeleteFunc(page.Entries, func(entry audit.Entry) bool { return entry.Seq < f.before })
	if f.before > 0 {
		page.Next = ""
	}
	return page, err
}

func (f *forgetful) Entries(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Entry, error] {
	f.mu.Lock()
	before := f.before
	f.mu.Unlock()
	return func(yield func(audit.Entry, error) bool) {
		for entry, err := range f.Trail.Entries(ctx, filter) {
			if err == nil && entry.Seq < before {
				continue
			}
			if !yield(entry, err) {
				return
			}
		}
	}
}

// TestAJobsReviewCountsWhatIsForgotten checks that the review before an undo counts what retention
// has removed.
func TestAJobsReviewCountsWhatIsForgotten(t *testing.T) {
	t.Parallel()
	f := &forgetful{}
	r := runRecorded(t, func(config *Config) {
		keeping(t, config)
		f.Keeper, f.Trail = config.Rules.Previous, config.Rules.Trail
		config.Rules.Previous, config.Rules.Trail = f, f
	})
	r.plenty(t, "/gone")
	v, head := r.member(t, "editor"), r.head(t)
	deleted := v.job(t, "/c/main/delete/gone", url.Values{"recursive": {"1"}})
	var changes []audit.Entry // of the job, the oldest first
	for _, entry := range r.entries(t, head) {
		if entry.Outcome == audit.OK && entry.Change != "" {
			changes = append(changes, entry)
		}
	}
	first := changes[0]
	for _, entry := range changes {
		if entry.Seq < first.Seq {
			first = entry
		}
	}
	n := first.Znodes()
	if got := v.undoOf(t, deleted.ID); got.Create != many+1 || got.Unkept != 0 || got.Forgot != 0 {
		t.Fatalf("%+v", got)
	}
	for name, forget := range map[string]func(){
		"the value": func() { f.forget(0, first.Change) },
		"the entry": func() { f.forget(first.Seq+1, "") },
	} {
		forget()
		if got := v.undoOf(t, deleted.ID); got.Forgot != n || got.Unkept != n || got.Create+got.Forgot > many+1 {
			t.Errorf("without %s of %d: %+v", name, n, got)
		}
		if said := pageText(t, v.get(t, "/jobs/"+deleted.ID+"/undo").body); !strings.Contains(said, "cannot be brought back") {
			t.Errorf("without %s the page says %q", name, said)
		}
	}
}
