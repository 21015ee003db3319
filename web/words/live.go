package words

// Live is what a page says of changes since it was read. live.js puts the
// values in: {n} and the like.
type Live struct {
	Version                      string // {from} and {to}
	ChildCame, ChildrenCame      string // {n} children
	ChildWent, ChildrenWent      string
	ACL                          string // the ACL is another
	Deleted                      string
	MadeAnew                     string
	By                           string // after what changed: {who}
	ByAudit                      string // likewise, from the server's audit log
	ByAddress                    string // likewise, of an address
	BySession                    string // likewise, of a session's id
	Show                         string // the link to what is there now
	Hide                         string // the button that closes the bar
	Follow                       string // the switch
	FollowExplained              string
	NewVersion, NewVersions      string // {n} seen since the page was opened
	NewVersionsExplained         string
	NewChildren, MissingChildren string // marks beside a list: {n}
	RowChanged, RowDeleted       string // marks beside a child in a list
}
