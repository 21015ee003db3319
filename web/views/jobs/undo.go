package jobs

import (
	"context"
	"io"

	"zkweb/web/views"
)

// UndoPage says what taking a job back would do, and asks whether to. It counts znodes.
type UndoPage struct {
	views.Shell
	Job
	Restore, Create, Delete, ACL int       // by what would be done
	Stay                         int       // that stay as they are
	Lost                         int       // ephemeral ones
	Unkept                       int       // of which nothing was kept
	Forgot                       int       // of which retention has removed it
	Complete                     bool      // else there are more
	Staying                      []Problem // the first of Stay
	Changed                      []string  // the clusters that it changes, by their names
}

// Render writes the page.
func (p UndoPage) Render(ctx context.Context, w io.Writer) error { return undoPage(p).Render(ctx, w) }

// facts returns what would be done, a sentence each.
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
