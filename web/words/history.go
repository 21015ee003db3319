package words

// History is the pages about former states of znodes, and about who changed what and when.
type History struct {
	Versions, Changes      string // tabs and titles
	VersionsTitle          func(path string) string
	ChangesTitle           func(path string) string
	FeedTitle              func(cluster, path string) string
	FeedEntry              func(op, path string) string // title of one change; op is a value of Ops
	Ops                    map[string]string            // what a change did, by its op
	Causes                 map[string]string            // why a znode was deleted: "expired", "closed", "container"
	Version                func(n string) string
	Life                   string            // above the versions of an earlier znode at the same path
	By                     string            // the name of whoever made the change follows
	Sure                   map[string]string // follows the name: how it is known
	Around                 string            // if the change bypassed the console
	OnlyAround             string            // label of the choice to show only those
	Transaction            string            // a link from a change in the trail
	Session                func(id string) string
	Multi                  func(n int) string
	NoVersions, NoChanges  string
	NoneYet                string // no change was found, but the search is not complete
	Same, SameText         string // shown instead of a diff
	NoText, TooLong        string // shown instead of a diff
	NoBefore, BeforeHidden string // shown instead of a diff
	Hidden                 string // if a part of a diff is masked
	ShowAt                 string // a link to the znode as of a version
	Restore                string // a link to the form that sets the data to that of a version
	Older                  string
	Newest                 string
	Only                   string // above a list: what it leaves out

	Unseen    string            // if the previous version was not recorded
	Missed    func(int) string  // how many previous versions are not in the history
	NoSession string            // if the session is not known
	Proofs    map[string]string // how complete a list is, by its weakest proof; "" if nothing is recorded
	ButGaps   map[string]string // the same for a list with gaps, by proofs that are complete
	Gap       func(from, to string) string
	GapFrom   func(to string) string // a gap that begins at an unknown time
	OlderGaps func(n int) string     // gaps that are not listed
	GapCauses map[string]string      // follows a gap: its reason; "" if not known
	Complete  string                 // label
	NotBegun  string                 // if nothing is recorded yet
	UpTo      string                 // the time of the newest recorded transaction follows
	Full      string                 // if there is hardly any room for newer transactions

	From, To, Op, Who, Match, Any string // labels of fields
	FilterHint                    string
	Apply, ShowAll                string
	Lines, Feed                   string             // links
	Bars                          func(n int) string // describes the chart of changes over time
	BarsPart                      func(n int) string // the same if the chart shows only a part
	Bar                           func(n int, from string) string

	SessionTitle func(id string) string
	Opened       string
	Closed       string
	Ended        string // label of Lives
	Expired      string
	Timeout      string
	Unknown      string // if the beginning of a session is not recorded
	Lives        string // a session that has not ended
	Ephemerals   string
	HeldTitle    string // about a lock
	HeldFrom     string
	HeldTo       string
	HeldStill    string
	HeldLater    string             // follows a time that is the earliest possible one
	Holder       string             // header of the column of lock holders
	HeldMost     func(n int) string // below the newest holders, if there are more
	HeldOlder    string             // a link to older ephemeral znodes of a session
	HeldNone     string             // replaces a session's ephemeral znodes if the search is not complete

	BySession, ByTransaction string // links: how to list the changes
	Changed                  func(n int) string

	AsOf     func(zxid string) string // shown while the page shows the past
	PastWhy  string
	PastGaps string
	Now      string // a link to the present
	WithNow  string // a link to the comparison with the present
	Restored string // above the form, if its text is from a version

	RestoreACL  string // a link to the form that sets the ACL to that of a version
	RestoredACL string // above the form, if its ACL is from a version
}
