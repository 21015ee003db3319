package words

// History is the pages of what znodes were, and of what was changed when and by whom.
type History struct {
	Versions, Changes      string // tabs and titles
	VersionsTitle          func(path string) string
	ChangesTitle           func(path string) string
	FeedTitle              func(cluster, path string) string
	FeedEntry              func(op, path string) string // the title of one change, by what is in Ops
	Ops                    map[string]string            // what a change did, by "create", "set", "acl" and "delete"
	Causes                 map[string]string            // why a znode was deleted: "expired", "closed", "container"
	Version                func(n string) string
	Life                   string            // above the newest version of a znode that is another than the one above it
	By                     string            // before who made a change
	Sure                   map[string]string // how that is known, after it
	Around                 string            // the change came round the console
	OnlyAround             string            // label of the choice that leaves those alone
	Transaction            string            // link from a change in the trail
	Session                func(id string) string
	Multi                  func(n int) string
	NoVersions, NoChanges  string
	NoneYet                string // no change, and not all was looked through
	Same, SameText         string // in place of a diff
	NoText, TooLong        string // likewise
	NoBefore, BeforeHidden string // likewise
	Hidden                 string // some of a diff is masked
	ShowAt                 string // link: the znode as of a version
	Restore                string // link: the form that sets the znode's data to a version's
	Older                  string
	Newest                 string
	Only                   string // above a list: what it leaves out

	Unseen    string            // the version before was not seen
	Missed    func(int) string  // so many versions before it are not in the history
	NoSession string            // where no session is known
	Proofs    map[string]string // how complete a list is, by the weakest proof; "" where nothing is recorded
	ButGaps   map[string]string // the same of a list with gaps, for the proofs that are complete
	Gap       func(from, to string) string
	GapFrom   func(to string) string // a gap whose beginning has no time
	OlderGaps func(n int) string     // that are not listed
	GapCauses map[string]string      // why there is a gap, after it; "" where that is not known
	Complete  string                 // label
	NotBegun  string                 // where nothing at all is recorded
	UpTo      string                 // before the time of the newest transaction that is recorded
	Full      string                 // there is hardly any room for newer ones

	From, To, Op, Who, Match, Any string // fields
	FilterHint                    string
	Apply, ShowAll                string
	Lines, Feed                   string             // links
	Bars                          func(n int) string // what the bar over time shows
	BarsPart                      func(n int) string // where it shows a part
	Bar                           func(n int, from string) string

	SessionTitle func(id string) string
	Opened       string
	Closed       string
	Ended        string // in place of them where it has not
	Expired      string
	Timeout      string
	Unknown      string // when a session began, where that is not recorded
	Lives        string // a session that has not ended
	Ephemerals   string
	HeldTitle    string // of a lock
	HeldFrom     string
	HeldTo       string
	HeldStill    string
	HeldLater    string             // behind a time at which it began at the earliest
	Holder       string             // who held a lock: a column
	HeldMost     func(n int) string // below the newest of many
	HeldOlder    string             // leads to those of a session that follow
	HeldNone     string             // in the place of a session's ephemeral znodes, where not all were looked through

	BySession, ByTransaction string // links: how changes are listed
	Changed                  func(n int) string

	AsOf     func(zxid string) string // beside a time: the page shows the past
	PastWhy  string
	PastGaps string
	Now      string // link to the znode as it is
	WithNow  string // link: compare with now
	Restored string // above the form: its text is that of a version

	RestoreACL  string // link: the form that sets the znode's ACL to a version's
	RestoredACL string // above that form
}
