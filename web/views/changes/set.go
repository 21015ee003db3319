// Package changes shows the forms that change znodes, and what they would change: set, create,
// delete, copy, move, import, ACLs, quotas and transactions.
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
	NoText    string      // a sentence: why the data is not edited as text; "" if it is
	Masked    bool        // the present data contains secrets, which are not shown
	Reveal    bool        // it can be edited as text once they are revealed
	AskReason bool        // revealing needs a reason
	AsRead    string      // the layers around the text, in the form that words.Errors takes; "" for plain UTF-8
	Hex       bool        // Text is bytes in hexadecimal
	OffersHex bool        // the bytes can be edited in hexadecimal
	MaybeNull bool        // the reader can choose between null and the empty value
	MaxBytes  int         // bound of a znode's data
	Edited    int32       // the version that was edited, if Now is set
	Now       *DataNow    // what somebody else has saved in the meantime; nil if nobody has
	SavedBy   string      // who saved Now; "" if not known
	Restored  bool        // Text is that of an earlier version
	Problem   *views.Problem
}

// Form has the fields that the forms about one text carry from page to page.
type Form struct {
	Version     int32  // the version that is replaced; another is a conflict
	Mzxid       int64  // of Version; 0 when unknown
	Text        string // to edit, or as typed before
	Encoding    string // of Text; "" for that of the present data
	Compression string // of Text; "" for that of the present data
	Null        string // "1" for null, "0" for a value, maybe the empty one; "" for that of the present data
	Base        string // the text with which the edit began
	Based       bool   // whether there is a Base
	Revealed    bool   // Text contains secrets that were revealed
	Reason      string // the reason for revealing them
	Comment     string // for the proposal
}

// DataNow is the present data of a znode beside what was typed.
type DataNow struct {
	Diff []views.DiffLine // what saving would change
	Note string           // a sentence shown in place of Diff; "" if there is a Diff
	Same bool             // it equals what was typed
}

// Render writes the page.
func (p SetPage) Render(ctx context.Context, w io.Writer) error {
	return setPage(p).Render(ctx, w)
}
