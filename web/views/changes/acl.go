package changes

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// ACLPage is the form that sets a znode's ACL.
type ACLPage struct {
	views.Shell
	Path     znode.Path
	Stat     *znode.Stat // nil when unknown
	Rows     []znode.ACL // as they will be set, including blank ones
	Console  []znode.ACL // entries that are about the console itself
	Aversion int32       // version of the ACL that the form replaces
	Czxid    int64       // of the znode; 0 when unknown
	Hidden   bool        // the server hides digests, since the reader lacks ADMIN
	Unsaved  bool        // the rows differ from what is there
	Now      []znode.ACL // the present ACL, if it conflicts with Rows or if these are Restored
	Restored bool        // the rows are those of an earlier version
	Warnings []ACLWarning
	Approval bool   // the change becomes a proposal
	Comment  string // why, as typed before
	Mode     string // one of belowFields, as chosen before; "" at first
	Problem  *views.Problem

	User       string   // of a digest that could not be made
	Algorithms []string // of digests
	Algorithm  string   // the chosen one
}

// ACLWarning is a consequence of setting an ACL that may not be intended.
type ACLWarning struct {
	Code  string      // one of the constants below
	Perms znode.Perms // the permissions that it is about
}

// The codes of warnings. The form's field "anyway" has those that were confirmed.
const (
	LocksEverybodyOut = "locks_everybody_out" // nobody has ADMIN
	LocksYouOut       = "locks_you_out"       // the reader loses ADMIN
	HidesFromYou      = "hides_from_you"      // the reader loses READ
	OpensToAnybody    = "opens_to_anybody"    // anybody gets permissions
)

// Codes returns the codes of warnings, separated by commas.
func Codes(warnings []ACLWarning) string {
	codes := make([]string, len(warnings))
	for i, warning := range warnings {
		codes[i] = warning.Code
	}
	return strings.Join(codes, ",")
}

// Render writes the page.
func (p ACLPage) Render(ctx context.Context, w io.Writer) error { return aclPage(p).Render(ctx, w) }

// perms are the permissions for which a row has a box.
var perms = []znode.Perms{znode.PermRead, znode.PermWrite, znode.PermCreate, znode.PermDelete, znode.PermAdmin}

// schemes returns the schemes that a row offers, including its own.
func schemes(row znode.ACL) []string {
	usual := []string{"world", "digest", "auth", "ip", "x509", "sasl"}
	if row.Scheme != "" && !slices.Contains(usual, row.Scheme) {
		return append(usual, row.Scheme)
	}
	return usual
}

func (p ACLPage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.EditACL.DocumentTitle(views.NodeTitle(p.Path)), p.Problem)
}

// sentence returns the sentence for a warning.
func (w ACLWarning) sentence(in *words.Words) string {
	return in.EditACL.Warnings[w.Code](in.ACL.Perms(w.Perms))
}

func (p ACLPage) save() string {
	if p.Now != nil && !p.Restored {
		return p.In(p.Words.EditACL.SaveOver(views.Decimal(p.Aversion)))
	}
	return p.To(p.Words.EditACL.Save)
}

// at returns the name of a field in a row.
func at(field string, row int) string { return field + "-" + strconv.Itoa(row) }
