package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// The kinds of znode that a form can ask for, as kazoo and ZooKeeper call them.
const (
	Persistent          = "persistent"
	Sequential          = "sequential"
	Ephemeral           = "ephemeral"
	EphemeralSequential = "ephemeral_sequential"
	Container           = "container"
	TTL                 = "ttl"
)

// Modes are all of them, in the order in which they are offered.
var Modes = []string{Persistent, Sequential, Ephemeral, EphemeralSequential, Container, TTL}

// CreatePage is the form that creates a znode.
type CreatePage struct {
	views.Shell
	Parent znode.Path
	Like   string // the neighbour that the form is filled like; "" for none
	Hidden bool   // Like's data has secrets, which are not copied

	Name    string // as typed before; "" at first
	Text    string // as typed before; "" at first
	Mode    string // one of Modes; "" for Persistent
	TTL     string // milliseconds, of a Mode that has it
	Null    bool   // it has no data
	Parents bool   // those missing in Name are created, too
	ACLText string // as zkCli takes it; "" for ACL

	Encoding    string // of Text; "" for UTF-8
	Compression string // of Text; "" for none

	ACL []znode.ACL // that the znode is to get; none when that is not known
	// ConsoleACL is the entries of ACL that are about the console itself.
	ConsoleACL []znode.ACL
	ACLOwn     bool // it is the reader's alone; else the parent's
	Collected  bool // the parent is in the reader's transaction alone
	// ACLWarnings are of ACLText.
	ACLWarnings []ACLWarning

	IdleMinutes, MaxHours int    // that a sign-in lives, unused and at most
	MaxBytes              int    // that a znode may hold
	Before35              bool   // the server is too old for containers and TTLs
	Approval              bool   // the change becomes a proposal
	Comment               string // why, as typed before
	ChooseAgain           bool   // a file was chosen, which no form gives back
	Problem               *views.Problem
}

// Render writes the page.
func (p CreatePage) Render(ctx context.Context, w io.Writer) error {
	return createPage(p).Render(ctx, w)
}

// mode returns the kind that is chosen.
func (p CreatePage) mode() string {
	if p.Mode == "" {
		return Persistent
	}
	return p.Mode
}

// offers reports whether a kind can be chosen: what the server has, and what is chosen.
func (p CreatePage) offers(mode string) bool {
	return !p.Before35 || mode != Container && mode != TTL || mode == p.Mode
}

// more reports whether one of the rarer choices is made.
func (p CreatePage) more() bool { return p.TTL != "" || p.Null || p.Parents || p.ACLText != "" }
