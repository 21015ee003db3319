package words

// Change is what the forms that change a znode share.
type Change struct {
	// To and In are the label of a button with the mark of the cluster that it changes.
	To, In      func(act, mark string) string
	FailedTitle func(why, title string) string   // the document's, when nothing was changed
	SavedBy     func(version, who string) string // of the version that is in the way
	Look        string                           // the link to the znode
	Cancel      string
	Text        string // label of the text box
	TextHint    string
	FileHint    func(maxBytes int) string
	Typed       string // label of what was typed and cannot be sent again
	Changed     string // a relative time follows
	Version     string // a number follows
}

// Create is the form that creates a child.
type Create struct {
	DocumentTitle func(parent string) string
	Title         string
	Name          string
	NameHint      string
	File          string
	ACL           string
	ACLCopied     string // where the ACL comes from
	ACLOwn        string // where the ACL comes from
	ACLTyped      string // where the ACL comes from
	Collected     string // the parent is in the transaction alone
	Create        string
	LikeTitle     func(neighbour string) string
	SecretsLeft   string // of the neighbour's data
	Mode          string // label
	Modes         map[string]string
	// ModeHint tells how long an ephemeral znode lives: as a sign-in, by its bounds.
	ModeHint     func(idleMinutes, maxHours int) string
	Container    string // what one is
	More         string // what is asked for rarely, folded away
	MoreBefore35 string // the same for servers without TTLs
	TTL, TTLHint string
	Parents      string // a checkbox
	OtherACL     string // label
	OtherACLHint string
	ACLMine      string // an ACL that is offered, as the next two
	ACLRead      string
	ACLOpen      string
}

// Set is the form that replaces a znode's data.
type Set struct {
	DocumentTitle     func(node string) string
	Title             string
	Revealed          string // with RevealedExplained a sentence in two parts, the first in bold
	RevealedExplained string
	RevealAndEdit     string
	SecretsFirst      string // in place of the text box
	ChooseAgain       string // in place of the text box, after a file was refused
	OrFile, File      string // labels
	DownloadCurrent   string
	Save              string
	Discard           string
	Diff              string
	DiffExplained     string
	DiffLabel         string                          // names the lines themselves
	FileReplaces      string                          // in place of the lines
	NotComparable     string                          // in place of the lines
	AsTyped           string                          // advice where the data is what was typed
	NoLineEnd         string                          // after a last line
	ConflictText      func(edited, now string) string // advice; the versions
	ConflictFile      string
	Gone              string
	Review            string // a button
	ReviewFile        string // a button
	AsRead            string // the form that data was read in, a sentence, follows
	AsText, AsHex     string // links
	HexHint           string
	Null              string // a checkbox
}

// Delete is the page that asks whether to delete a znode.
type Delete struct {
	DocumentTitle func(node string) string
	Title         string
	AllBelow      string // leads to the page about a znode with children
	Explained     string
	Forever       string // after Explained, where what is deleted is not kept
	Kept          string // after Explained, where it is
	Ephemeral     string
	More          string // below the beginning of the data
	Untold        string // where ZooKeeper tells nothing of the znode
	Version       string // the field's label
	AnyVersion    string // below it
	Any           string // the button beside it
	Delete        func(version string) string
	Conflict      func(version string) string // advice
}
