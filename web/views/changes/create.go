package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// The kinds of znode that a form offers, as kazoo and ZooKeeper name them.
const (
	Persistent          = "persistent"
	Sequential          = "sequential"
	Ephemeral           = "ephemeral"
	EphemeralSequential = "ephemeral_sequential"
	Container           = "container"
	TTL                 = "ttl"
)

// Modes are all of them, in the order in which the form offers them.
var Modes = []string{Persistent, Sequential, Ephemeral, EphemeralSequential, Container, TTL}

// CreatePage is the form that creates a znode.
type CreatePage struct {
	views.Shell
	Parent znode.Path
	Like   string // the sibling whose values fill the form; "" for none
	Hidden bool   // Like's data contains secrets, which are not copied

	Name    string // as typed before; "" at first
	Text    string // as typed before; "" at first
	Mode    string // one of Modes; "" for Persistent
	TTL     string // milliseconds, for a Mode with a TTL
	Null    bool   // the data is null
	Parents bool   // missing ancestors are created, too
	ACLText string // the ACL as zkCli takes it; "" for ACL

	Encoding    string // of Text; "" for UTF-8
	Compression string // of Text; "" for none

	ACL []znode.ACL // of the new znode; empty if not known
	// ConsoleACL holds those entries of ACL that are about the console itself.
	ConsoleACL []znode.ACL
	ACLOwn     bool // ACL gives only the reader access; else it is the parent's
	Collected  bool // the parent exists only in the reader's collected transaction
	// ACLWarnings are of ACLText.
	ACLWarnings []ACLWarning

	IdleMinutes, MaxHours int    // bounds of an idle sign-in, and of any sign-in
	MaxBytes              int    // bound of a znode's data
	Before35              bool   // the server is too old for containers and TTLs
	Approval              bool   // the change becomes a proposal
	Comment               string // why, as typed before
	ChooseAgain           bool   // a file was chosen; a form cannot give it back
	Problem               *views.Problem
}

// Render writes the page.
func (p CreatePage) Render(ctx context.Context, w io.Writer) error {
	return createPage(p).Render(ctx, w)
}

// mode returns the chosen kind.
func (p CreatePage) mode() string {
	if p.Mode == "" {
		return Persistent
	}
	return p.Mode
}

// offers reports whether a kind can be chosen: the server has it, or it is chosen already.
func (p CreatePage) offers(mode string) bool {
	return !p.Before35 || mode != Container && mode != TTL || mode == p.Mode
}

// more reports whether one of the rarer options is chosen.
func (p CreatePage) more() bool { return p.TTL != "" || p.Null || p.Parents || p.ACLText != "" }
