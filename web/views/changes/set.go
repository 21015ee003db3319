package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// SetPage is the form that replaces a znode's data.
type SetPage struct {
	views.Shell
	Path      znode.Path
	Version   int32       // that the form carries: what is saved replaces this one and no other
	Mzxid     int64       // of the data of that Version, which the form carries too; 0 when unknown
	Stat      *znode.Stat // nil when unknown
	Text      string      // to edit, or as typed before
	NoText    string      // why the data is not edited as text, a sentence; "" when it is
	Masked    bool        // what is there holds secrets, which are not shown
	Reveal    bool        // it is edited as text once they are revealed
	AskReason bool        // for that, a reason must be given
	Revealed  string      // of a Text that holds secrets: said again when it is saved; "" for others
	MaxBytes  int         // that a znode may hold
	Edited    int32       // the version that was edited, where Now is beside it
	Now       *DataNow    // what somebody else has made of the data meanwhile; nil when nobody has
	Problem   *views.Problem
}

// DataNow is a znode's data beside what was typed.
type DataNow struct {
	Diff []views.DiffLine // what saving would change
	Note string           // said in place of Diff where there is none
}

// Render writes the page.
func (p SetPage) Render(ctx context.Context, w io.Writer) error {
	return setPage(p).Render(ctx, w)
}
