package words

// Live is what a page says about changes since it was read. live.js replaces placeholders such as
// {n}.
type Live struct {
	Version                      string // {from} and {to}
	ChildCame, ChildrenCame      string // {n} children
	ChildWent, ChildrenWent      string
	ACL                          string // if the ACL changed
	Deleted                      string
	MadeAnew                     string
	By                           string // follows the change: {who} made it
	ByAudit                      string // the same, known from the server's audit log
	ByAddress                    string // the same, known only by address
	BySession                    string // the same, known only by session ID
	Show                         string // the link to the present state
	Hide                         string // label of the button that closes the bar
	Follow                       string // label of the switch
	FollowExplained              string
	NewVersion, NewVersions      string // {n} versions since the page was opened
	NewVersionsExplained         string
	NewChildren, MissingChildren string // beside a list: {n} children
	RowChanged, RowDeleted       string // beside a child in a list
}
