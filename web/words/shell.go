package words

import "zkweb/zkconn/znode"

// Shell is the bar and the menus of every page.
type Shell struct {
	SkipToContent string
	Tree          string // label of the button that opens the sidebar on a phone

	Cluster     func(name string) string // label of the button of the clusters' menu
	SignedInAs  func(name string) string // in the clusters' menu
	NotSignedIn string

	ReadOnly, ReadOnlyExplained string // the badge of a cluster that cannot be changed

	GoToPath string
	PathHint string // the placeholder of the path box

	FindGoing                     string // below the results of the path box, while the search goes on
	FindNone, FindAll, FindFailed string // the same when the search has ended

	States    map[znode.State]string
	SignedOut string // replaces the state of the connection

	Anonymous           string
	AnonymousTitle      string // AnonymousTitle and AnonymousExplained are one sentence, the first part in bold
	AnonymousExplained  string
	SignedInAsName      string // a name follows
	Verified            string
	NotVerified         string
	VerifiedExplained   string
	UnverifiedExplained string
	Role                string // the role follows
	OpenPaths           string // paths follow

	HowServersAre                  string // a link to the page of clusters
	Connection                     string // label of the button that opens the details of the connection
	Server, Chroot, Session, Since string // labels

	At      string // beside the state, before a time that no script updates
	ReadAt  string // a time follows
	Refresh string

	Places  string // the name of the links to Trail and SignIns
	Trail   string
	SignIns string

	Shortcuts string // label of the switch for single-key shortcuts
	Keys      string // title of their list
	Close     string
	KeysDo    KeysDo
	Widen     string // the name of the control that resizes the sidebar

	Language string // the name of the choice of a language

	SignOut     string
	SignInAsNew string
}

// KeysDo says what the single-key shortcuts do.
type KeysDo struct {
	GoTo, Filter, Find, Up, Copy, Edit, Stat, Refresh, Next, Previous, Tree, Help string
}

// Script has the texts of console.js, which pages pass in data- attributes.
type Script struct {
	Copied, NotCopied  string
	ConsoleUnreachable string // beside the state
	NoConsole          string // an alert
	NoZooKeeper        string // an alert
	Changed, Gone      string // what happened to a znode since the page was read
	SignedOut          string // an alert; a link follows
	SignInAgain        string // the text of the link after SignedOut
}

// Problem is what a page shows instead of one of its parts.
type Problem struct {
	Titles     map[znode.Kind]string // short titles by kind of error
	Unusable   map[znode.Code]string // titles that replace that of Unavailable, if the connection is not the reason
	Unrecorded string                // title of what was not done because it could not be recorded first

	// Default texts for kinds of errors.
	Denied, NotFound, Unavailable, Other string

	// What a row of the children's table shows instead of a stat.
	RowDenied, RowNotFound, RowUnavailable string
	Row                                    func(sentence string) string
}

// Failure is the page that is shown instead of another one.
type Failure struct {
	NoSuchZnode, NotAPath string // titles

	Meant string // heading of the suggestions

	NearestBefore, NearestAfter string // the texts around the link to the nearest ancestor

	State, LastServer, ServersTried, Reason string // labels

	CopyTyped string // heading of the texts that were typed into a form

	AskedAs   func(identity string) string // the identity with which ZooKeeper was asked, if an ACL denies access
	WhomToAsk func(contact string) string  // whom to ask for access

	SignIn, TryAgain string // buttons
	RootOf           func(cluster string) string

	ReloadsItself string
	TrailWaits    string // why the trail is not shown without a connection
	TryAgainIn    func(seconds int) string
}
