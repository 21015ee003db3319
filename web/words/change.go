package words

// Change is shared by the forms that change a znode.
type Change struct {
	// To and In label a button, with the mark of the cluster that it changes.
	To, In      func(act, mark string) string
	FailedTitle func(why, title string) string   // title of the document if nothing was changed
	SavedBy     func(version, who string) string // about the conflicting version
	Look        string                           // a link to the znode
	Cancel      string
	Text        string // label of the text box
	TextHint    string
	FileHint    func(maxBytes int) string
	Typed       string // label of what was typed and cannot be submitted again
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
	ACLCopied     string // the origin of the ACL
	ACLOwn        string // the origin of the ACL
	ACLTyped      string // the origin of the ACL
	Collected     string // if only the transaction creates the parent
	Create        string
	LikeTitle     func(neighbour string) string
	SecretsLeft   string // about the data of the znode that is copied
	Mode          string // label
	Modes         map[string]string
	// ModeHint explains, among others, how long an ephemeral znode exists: as long as a sign-in,
	// which the arguments limit.
	ModeHint     func(idleMinutes, maxHours int) string
	Container    string // explains the mode
	More         string // opens the fields that are seldom needed
	MoreBefore35 string // the same for servers that do not support TTLs
	TTL, TTLHint string
	Parents      string // label of a checkbox
	OtherACL     string // label
	OtherACLHint string
	ACLMine      string // ACLMine, ACLRead and ACLOpen name the suggested ACLs
	ACLRead      string
	ACLOpen      string
}

// Set is the form that replaces a znode's data.
type Set struct {
	DocumentTitle     func(node string) string
	Title             string
	Revealed          string // Revealed and RevealedExplained are one sentence, the first part in bold
	RevealedExplained string
	RevealAndEdit     string
	SecretsFirst      string // shown instead of the text box
	ChooseAgain       string // shown instead of the text box after a file was refused
	OrFile, File      string // labels
	DownloadCurrent   string
	Save              string
	Discard           string
	Diff              string
	DiffExplained     string
	DiffLabel         string                          // the name of the list of lines
	FileReplaces      string                          // shown instead of the lines
	NotComparable     string                          // shown instead of the lines
	AsTyped           string                          // if the data is already what was typed
	NoLineEnd         string                          // marks a last line without a line end
	ConflictText      func(edited, now string) string // what to do if the version is another one
	ConflictFile      string
	Gone              string
	Review            string // label of a button
	ReviewFile        string // label of a button
	AsRead            string // a sentence about the format of the data follows
	AsText, AsHex     string // links
	HexHint           string
	Null              string // label of a checkbox
}

// Delete is the page that asks whether to delete a znode.
type Delete struct {
	DocumentTitle func(node string) string
	Title         string
	AllBelow      string // a link to the page about a znode with children
	Explained     string
	Forever       string // follows Explained if the data is not kept
	Kept          string // follows Explained if the data is kept
	Ephemeral     string
	More          string // below the data, if only its beginning is shown
	Untold        string // if ZooKeeper does not return the znode
	Version       string // label of the field
	AnyVersion    string // below the field
	Any           string // label of a button beside the field
	Delete        func(version string) string
	Conflict      func(version string) string // what to do if the version is another one
}
