package words

import "zkweb/zkconn/znode"

// Node is the page of a znode.
type Node struct {
	Path string // names the crumbs

	Edit, Create, Delete                     string
	Copy                                     string // the menu of the next
	CopyPath, CopyLink, CopyZkCli, CopyValue string
	More                                     string // names the menu of what is done less often
	Download                                 string

	Tabs      string // names the tabs
	Activity  string // the tab of the trail's entries about the znode
	Inspector string // the part at the side with the stat and the ACL, which folds

	Kinds    map[string]string // of znodes, at the start of a line, by znode's names
	Changed  string            // a relative time follows
	OnTheWay string            // what a page shows that only leads to what is open to the reader
	Version  string            // a number follows
	StatLink string            // leads down to stat and ACL on a narrow page

	CreateLike          string // a link
	Sync, SyncExplained string // a link to the page as read after a sync
	Created             string // the znode, just now, by the reader
	Saved               func(version string) string
	CompareWith         func(version string) string // link to what was saved over
	Deleted             func(name string) string    // a child
	ACLSaved            string
	ChangedBelow        func(znodes int) string // copied, moved or deleted, with all below
	Part                string                  // before links that take back what was done in spite of a problem
	Undone              string                  // a change, just now, by the reader
}

// Data is the section with a znode's data.
type Data struct {
	Title       string
	Views       string // names the tabs
	SignInOther string
	Null, None  string // in place of data
	DownloadAll func(bytes int) string
	Image       func(width, height int) string // in place of one that is not seen

	Revealed          string // with RevealedExplained a sentence in two parts, the first in bold
	RevealedExplained string
	MaskAgain         string
	Masked            func(values int) string
	MaskedWhole       string
	MayNotReveal      func(role string) string // why secrets stay masked
	NoRecord          string                   // why secrets stay masked
	MaskedSlow        string                   // there was no time to look for secrets
	MaskedUnread      string                   // the bytes could not be read to their end
	Reason            string                   // label
	ReasonOptional    string
	Reveal            string
	DownloadRevealed  string
	ReasonExplained   string
}

// Children is the section with a znode's children.
type Children struct {
	Title         string
	Filter        string // the field's name
	None          string
	SortedByName  func(most int) string // why the rows are not in the order asked for
	ListLarge     func(bytes, percent int) string
	NoneEphemeral string
	NoMatchBefore func(total int) string // the sentence around what was looked for
	NoMatchAfter  string
	ShowAll       string
	Columns       map[string]string // headers, by the column's key
	Kinds         map[string]string // of znodes, in a row
	Choose        string            // leads to the list in which children can be chosen
	ChooseNone    string            // leads back
	DeleteChosen  string            // a button; a page asks once more
	Ephemeral     string            // what the mark of an ephemeral znode means

	Overflow          string // beside a sequence number
	OverflowExplained string

	Rows          func(rows, of int) string
	RowsMatching  func(rows, of, total int) string
	Range         func(first, last, of int) string
	RangeMatching func(first, last, of, total int) string
	FirstPage     string
	PreviousPage  string
	NextPage      string
	RowsOnPage    string // names the choices of the page's size
	RowsLabel     string
}

// Stat is the section with a znode's stat: what each field means, by the
// field's name.
type Stat struct {
	Title    string
	Meanings map[string]string
	Session  string            // beside the owner of an ephemeral znode
	HeldBy   string            // of a session id that leads to its ephemeral znodes
	Kinds    map[string]string // beside the owner of the others
	Bytes    string            // beside a small length

	SequenceNear func(next, max int) string // beside cversion, where few numbers are left for sequential children
}

// Tree is the sidebar.
type Tree struct {
	Title       string
	ChildrenOf  func(name string) string // the disclosure control
	Denied      string
	More        func(n int) string
	MoreUnknown string             // as More, where nobody counted
	Levels      func(n int) string // levels of the way to a znode that are left out
}

// ACL is what an entry of an access control list says in words.
type ACL struct {
	Title  string
	World  string                   // the scheme world
	Auth   string                   // the scheme auth
	Digest func(user string) string // the scheme digest
	IP     string                   // the scheme ip
	SASL   string                   // the scheme sasl
	X509   string                   // the scheme x509
	// Console is in place of IP and X509 where the address or the certificate is the
	// console's own.
	Console string
	Perms   func(znode.Perms) string // "read, write"
}
