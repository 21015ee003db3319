package words

import "zkweb/zkconn/znode"

// Node is the page of a znode.
type Node struct {
	Path string // the name of the breadcrumbs

	Edit, Create, Delete                     string
	Copy                                     string // label of the menu of the next fields
	CopyPath, CopyLink, CopyZkCli, CopyValue string
	More                                     string // the name of the menu of less frequent actions
	Download                                 string

	Tabs      string // the name of the tabs
	Activity  string // the tab with the trail's entries about the znode
	Inspector string // the foldable part with the stat and the ACL

	Kinds    map[string]string // the kinds of znodes, at the start of a line, by znode's names
	Changed  string            // a relative time follows
	OnTheWay string            // if the page only leads to what the reader may see
	Version  string            // a number follows
	StatLink string            // a link to the stat and the ACL on a narrow page

	CreateLike          string // a link
	Sync, SyncExplained string // a link to the page as read after a sync
	Created             string // if the reader has just created the znode
	Saved               func(version string) string
	CompareWith         func(version string) string // a link to the comparison with the version that was replaced
	Deleted             func(name string) string    // if the reader has just deleted a child
	ACLSaved            string
	ChangedBelow        func(znodes int) string // if the reader has just copied, moved or deleted everything below
	Part                string                  // links follow that undo what was done in spite of a problem
	Undone              string                  // if the reader has just undone a change
}

// Data is the section with a znode's data.
type Data struct {
	Title       string
	Views       string // the name of the tabs
	SignInOther string
	Null, None  string // shown instead of the data
	DownloadAll func(bytes int) string
	Image       func(width, height int) string // the alternative text of an image

	Revealed          string // Revealed and RevealedExplained are one sentence, the first part in bold
	RevealedExplained string
	MaskAgain         string
	Masked            func(values int) string
	MaskedWhole       string
	MayNotReveal      func(role string) string // why secrets stay masked
	NoRecord          string                   // why secrets stay masked
	MaskedSlow        string                   // if there was no time to look for secrets
	MaskedUnread      string                   // if the bytes could not be fully decoded
	Reason            string                   // label
	ReasonOptional    string
	Reveal            string
	DownloadRevealed  string
	ReasonExplained   string
}

// Children is the section with a znode's children.
type Children struct {
	Title         string
	Filter        string // the name of the field
	None          string
	SortedByName  func(most int) string // why the rows are not in the requested order
	ListLarge     func(bytes, percent int) string
	NoneEphemeral string
	NoMatchBefore func(total int) string // precedes the text that was searched for; NoMatchAfter follows it
	NoMatchAfter  string
	ShowAll       string
	Columns       map[string]string // column headers, by the column's key
	Kinds         map[string]string // the kinds of znodes, in a row
	Choose        string            // a link to the list in which children can be selected
	ChooseNone    string            // a link back
	DeleteChosen  string            // label of a button; the next page asks for confirmation
	Ephemeral     string            // the meaning of the mark of an ephemeral znode

	Overflow          string // beside a sequence number that has overflowed
	OverflowExplained string

	Rows          func(rows, of int) string
	RowsMatching  func(rows, of, total int) string
	Range         func(first, last, of int) string
	RangeMatching func(first, last, of, total int) string
	FirstPage     string
	PreviousPage  string
	NextPage      string
	RowsOnPage    string // the name of the choices of the page size
	RowsLabel     string
}

// Stat is the section with a znode's stat. Meanings explains each field, by its name.
type Stat struct {
	Title    string
	Meanings map[string]string
	Session  string            // beside the owner of an ephemeral znode
	HeldBy   string            // title of a session ID that links to its ephemeral znodes
	Kinds    map[string]string // beside the owner of other znodes
	Bytes    string            // beside a small length

	SequenceNear func(next, max int) string // beside cversion, if few numbers are left for sequential children
}

// Tree is the sidebar.
type Tree struct {
	Title       string
	ChildrenOf  func(name string) string // name of the control that opens a znode
	Denied      string
	More        func(n int) string
	MoreUnknown string             // replaces More if the number is not known
	Levels      func(n int) string // levels of the way that are left out
}

// ACL explains the entries of an access control list.
type ACL struct {
	Title  string
	World  string                   // for the scheme world
	Auth   string                   // for the scheme auth
	Digest func(user string) string // for the scheme digest
	IP     string                   // for the scheme ip
	SASL   string                   // for the scheme sasl
	X509   string                   // for the scheme x509
	// Console replaces IP and X509 if the address or the certificate is the console's own.
	Console string
	Perms   func(znode.Perms) string // "read, write"
}
