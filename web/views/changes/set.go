// Package changes shows the forms that change znodes, and what they would change: set,
// create, delete, copy, move, import, ACLs, quotas and transactions.
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
	Form
	Path      znode.Path
	Stat      *znode.Stat // nil when unknown
	NoText    string      // why the data is not edited as text, a sentence; "" when it is
	Masked    bool        // what is there holds secrets, which are not shown
	Reveal    bool        // it is edited as text once they are revealed
	AskReason bool        // for that, a reason must be given
	AsRead    string      // the layers that the text was read in, as words.Errors takes a chain; "" for plain UTF-8
	Hex       bool        // Text is bytes in hexadecimal
	OffersHex bool        // the bytes can be edited in hexadecimal
	MaybeNull bool        // there is a choice between null and the empty value
	MaxBytes  int         // that a znode may hold
	Edited    int32       // the version that was edited, where Now is beside it
	Now       *DataNow    // what somebody else has made of the data meanwhile; nil when nobody has
	SavedBy   string      // who made Now; "" where that is not known
	Restored  bool        // Text is that of an earlier version
	Problem   *views.Problem
}

// Form is what the forms about one text carry from page to page.
type Form struct {
	Version     int32  // what is saved replaces this one and no other
	Mzxid       int64  // of the data of that Version; 0 when unknown
	Text        string // to edit, or as typed before
	Encoding    string // that the text is in; "" for the one that is there
	Compression string // the same
	Null        string // "1" for null, "0" for a value, perhaps the empty one; "" for what is there
	Base        string // the text that Text was made of
	Based       bool   // there is a Base
	Revealed    bool   // Text holds secrets, which were revealed
	Reason      string // for that
	Comment     string // why, where it becomes a proposal
}

// DataNow is a znode's data beside what was typed.
type DataNow struct {
	Diff []views.DiffLine // what saving would change
	Note string           // said in place of Diff where there is none
	Same bool             // it is what was typed
}

// Render writes the page.
func (p SetPage) Render(ctx context.Context, w io.Writer) error {
	return setPage(p).Render(ctx, w)
}
