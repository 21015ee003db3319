package jobs

import (
	"context"
	"io"

	"zkweb/web/views"
)

// UndoPage shows what undoing a job would do, in numbers of znodes, and asks whether to do it.
type UndoPage struct {
	views.Shell
	Job
	Restore, Create, Delete, ACL int       // by what would be done
	Stay                         int       // that would stay unchanged
	Lost                         int       // ephemeral znodes
	Unkept                       int       // of which nothing was kept
	Forgot                       int       // whose data retention has removed
	Complete                     bool      // the counts are exact, and not lower bounds
	Staying                      []Problem // the first of Stay
	Changed                      []string  // the names of the clusters that change
}

// Render writes the page.
func (p UndoPage) Render(ctx context.Context, w io.Writer) error { return undoPage(p).Render(ctx, w) }

// facts returns sentences about what would be done.
func (p UndoPage) facts() (all []string) {
	w := p.Words.Jobs
	for _, fact := range []struct {
		n    int
		said func(int) string
	}{{p.Create, w.Creates}, {p.Restore, w.Restores}, {p.Delete, w.Deletes}, {p.ACL, w.RestoresACLs}} {
		if fact.n > 0 {
			all = append(all, fact.said(fact.n))
		}
	}
	return all
}

func (p UndoPage) changes() int { return p.Create + p.Restore + p.Delete + p.ACL }
