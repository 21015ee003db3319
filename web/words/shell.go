package words

import "zkweb/zkconn/znode"

// Shell is the bar and the menus of every page.
type Shell struct {
	SkipToContent string
	Tree          string // the button that opens the sidebar on a phone

	Cluster     func(name string) string // the button of the clusters' menu
	SignedInAs  func(name string) string // in the clusters' menu
	NotSignedIn string

	ReadOnly, ReadOnlyExplained string // the badge of a cluster that nobody changes

	GoToPath string
	PathHint string // stands in the empty path box

	FindGoing                     string // below what the path box finds, while it goes on
	FindNone, FindAll, FindFailed string // at its end

	States    map[znode.State]string
	SignedOut string // in place of a state

	Anonymous           string
	AnonymousTitle      string // with AnonymousExplained a sentence in two parts, the first in bold
	AnonymousExplained  string
	SignedInAsName      string // a name follows
	Verified            string
	NotVerified         string
	VerifiedExplained   string
	UnverifiedExplained string
	Role                string // the role follows
	OpenPaths           string // paths follow

	HowServersAre                  string // the link to the page of clusters
	Connection                     string // the button that opens what is known of the connection
	Server, Chroot, Session, Since string // labels

	At      string // beside the state, before a time, where no script keeps it current
	ReadAt  string // a time follows
	Refresh string

	Places  string // names the links to the next two
	Trail   string
	SignIns string

	Shortcuts string // the switch of the single keys
	Keys      string // the title of their list
	Close     string
	KeysDo    KeysDo
	Widen     string // names what the sidebar's width is changed with

	Language string // names the choice of one

	SignOut     string
	SignInAsNew string
}

// KeysDo is what the single keys do.
type KeysDo struct {
	GoTo, Filter, Find, Up, Copy, Edit, Stat, Refresh, Next, Previous, Tree, Help string
}

// Script is what console.js says. Pages carry it in data- attributes.
type Script struct {
	Copied, NotCopied  string
	ConsoleUnreachable string // beside the state
	NoConsole          string // an alert
	NoZooKeeper        string // an alert
	Changed, Gone      string // what became of a znode since the page was read
	SignedOut          string // an alert; a link follows
	SignInAgain        string // that link
}

// Problem is what stands where a part of a page would.
type Problem struct {
	Titles     map[znode.Kind]string // of each kind of error, in a word or two
	Unusable   map[znode.Code]string // titles in place of Unavailable's, where the connection is not to blame
	Unrecorded string                // title of what was not done as it could not be recorded first

	// What is said of a kind where there is no other sentence.
	Denied, NotFound, Unavailable, Other string

	// What a row of the children's table says in place of a stat.
	RowDenied, RowNotFound, RowUnavailable string
	Row                                    func(sentence string) string
}

// Failure is the page that says why there is no other.
type Failure struct {
	NoSuchZnode, NotAPath string // titles

	Meant string // above what may have been meant

	NearestBefore, NearestAfter string // the sentence around the link to the nearest ancestor

	State, LastServer, ServersTried, Reason string // labels

	CopyTyped string // above what was typed into a form

	AskedAs   func(identity string) string // as whom ZooKeeper was asked for what an ACL denies
	WhomToAsk func(contact string) string  // for access

	SignIn, TryAgain string // buttons
	RootOf           func(cluster string) string

	ReloadsItself string
	TrailWaits    string // why the trail is not shown then
	TryAgainIn    func(seconds int) string
}
