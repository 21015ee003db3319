package words

// EditACL is the form that sets a znode's ACL.
type EditACL struct {
	DocumentTitle func(node string) string
	Title         string
	Edit          string // the link to the form
	Hidden        string // shown instead of the form
	Now           func(aversion string) string

	Entry       func(n int) string // the name of the fields of one entry
	Scheme, ID  string             // labels
	Remove      string
	RemoveEntry func(n int) string
	Add         string
	Schemes     string // explains the IDs of each scheme

	Digest                    string // the name of the fields that make a digest
	User, Password, Algorithm string // labels
	AddDigest                 string
	DigestExplained           string

	Save     string
	SaveOver func(aversion string) string

	Warned   string
	Warnings map[string]func(perms string) string // by the code of the warning
	Anyway   string                               // label of the checkbox

	Below       string // the part of the form, and the page, about all znodes below
	BelowTitle  func(node string) string
	Mode        string            // label
	Modes       map[string]string // what to do with the entries, by mode
	Preview     string
	WouldChange func(changes, same int) string
	TooMany     func(max int) string
	AsJob       string
	BeforeAfter string // a column header
	SetAll      func(changes int) string
	Changed     func(changes, same int) string
	NotSet      func(n int) string
	LeftAlone   func(denied, empty int, paths string) string
}
