package audit

import (
	"errors"
	"slices"
	"time"

	"zkweb/zkconn/znode"
)

// Event is what an entry is about.
type Event string

// The events.
const (
	SignIn         Event = "sign_in"
	SignOut        Event = "sign_out"
	SessionRead    Event = "session.read" // who is signed in; recorded where it is refused
	SessionEnd     Event = "session.end"  // an admin, or nobody: then the console itself, ended somebody's sign-in; see Target
	NodeRead       Event = "node.read"    // a page or JSON of a znode; see Trail.AppendRead
	NodeRaw        Event = "node.raw"
	NodeReveal     Event = "node.reveal"
	NodeCreate     Event = "node.create"
	NodeSet        Event = "node.set"
	NodeDelete     Event = "node.delete"
	NodeACL        Event = "node.acl"        // the ACL was set; see Settings
	NodeQuota      Event = "node.quota"      // the quota was set; see Settings
	NodeBatch      Event = "node.batch"      // several changes that are made together or not at all, or at one request; see Batch
	ProposalMake   Event = "proposal.make"   // a change was proposed that needs approval; see Settings
	ProposalApply  Event = "proposal.apply"  // another person applies it; its change has entries of its own, with Proposal and Approval
	ProposalReject Event = "proposal.reject" // another person rejected it, or whoever proposed it took it back
	ProposalExpire Event = "proposal.expire" // nobody decided on it in time; the console itself appends it
	NodeSearch     Event = "node.search"     // a znode's children were searched by their names; see Settings
	ShareMake      Event = "share.make"      // a link by which somebody without a sign-in sees a znode; see Settings
	ShareUse       Event = "share.use"       // such a link was opened, or tried; Target made it
	ShareEnd       Event = "share.end"
	NodeExport     Event = "node.export"     // all below a znode was downloaded; see Settings
	FindingSilence Event = "finding.silence" // a finding of a cluster was silenced for a time, or that was ended; see Settings
	AuditRead      Event = "audit.read"      // recorded where it is refused
	AuditExport    Event = "audit.export"
	AuditRemove    Event = "audit.remove"    // retention removed the oldest entries; the trail itself appends it
	AuditGap       Event = "audit.gap"       // the trail could not be written for a while; the trail itself appends it
	DirectoryCheck Event = "directory.check" // a cluster's user directory was found not to be sound, or sound again
	ConsoleStart   Event = "console.start"
	ConsoleStop    Event = "console.stop"
)

// Events returns all events, in the order a form lists them.
func Events() []Event {
	return []Event{
		SignIn, SignOut, SessionRead, SessionEnd,
		NodeRead, NodeRaw, NodeReveal, NodeCreate, NodeSet, NodeDelete, NodeACL, NodeQuota, NodeBatch, NodeSearch, NodeExport, ShareMake, ShareUse, ShareEnd,
		ProposalMake, ProposalApply, ProposalReject, ProposalExpire,
		FindingSilence, AuditRead, AuditExport, AuditRemove, AuditGap, DirectoryCheck, ConsoleStart, ConsoleStop,
	}
}

// Outcome is how it went.
type Outcome string

// The outcomes.
const (
	Intent   Outcome = "intent"   // is about to be tried: on the disk before ZooKeeper hears of it
	OK       Outcome = "ok"       // done
	Denied   Outcome = "denied"   // refused by the console's policy or by an ACL
	Failed   Outcome = "failed"   // not done; Entry.Error says why
	Conflict Outcome = "conflict" // the version moved on, exists already, not empty
	Unknown  Outcome = "unknown"  // sent, and no answer came
)

// Outcomes returns all outcomes, in the order a form lists them.
func Outcomes() []Outcome { return []Outcome{Intent, OK, Denied, Failed, Conflict, Unknown} }

func (e Event) known() bool   { return slices.Contains(Events(), e) }
func (o Outcome) known() bool { return slices.Contains(Outcomes(), o) }

// Entry is one line of the trail. Its JSON is what the trail stores and hashes,
// what JSON lines hold and what the audit page answers. Texts longer than
// MaxText are cut when they are appended (Path: never, znode.MaxPathBytes is
// its limit), and bytes that are not UTF-8 become U+FFFD.
type Entry struct {
	Seq      int64     `json:"seq"`  // 1, 2, 3 …; set by Append
	Time     time.Time `json:"time"` // UTC, microseconds; set by Append
	Event    Event     `json:"event"`
	User     string    `json:"user"`     // "" for nobody or without credentials; Trail.KeyedName of one that is not known
	Verified bool      `json:"verified"` // the ensemble's user directory vouches for User
	Role     string    `json:"role"`
	Address  string    `json:"address"` // the browser's, without port
	Cluster  string    `json:"cluster"`
	Path     string    `json:"path"` // znode.Path.String(); "" where there is no znode
	Outcome  Outcome   `json:"outcome"`

	Identities     []string `json:"identities,omitempty"`      // ZooKeeper ids, "scheme:id"
	ConsoleSession string   `json:"console_session,omitempty"` // auth.Session.ID, which opens nothing
	Session        string   `json:"session,omitempty"`         // ZooKeeper session id, "0x…" as ZooKeeper's audit log prints it

	Before    *Data             `json:"before,omitempty"`   // of a change: what was there; of a reveal: what was shown
	After     *Data             `json:"after,omitempty"`    // of a change: what is to be there, or is
	Batch     *Batch            `json:"batch,omitempty"`    // of NodeBatch; Path is the deepest znode that all are at or below
	Change    string            `json:"change,omitempty"`   // under which what a change replaces is kept, and can be taken back; "" where it is not
	Zxid      int64             `json:"zxid,omitempty"`     // of a change, once it is made; 0 in entries of earlier versions, for changes made one by one, and for those that ZooKeeper refused
	Undoes    int64             `json:"undoes,omitempty"`   // the sequence of the entry whose change this takes back
	Proposal  int64             `json:"proposal,omitempty"` // for a decision on a proposed change: the sequence of the entry with which it was proposed
	Approval  int64             `json:"approval,omitempty"` // of a change: that of the entry with which another person applied it
	Target    string            `json:"target,omitempty"`   // whom it was done to: whose session was ended, as ZooKeeper knows them
	Code      znode.Code        `json:"code,omitempty"`     // why, where it did not go well: web/words has the sentence
	Args      znode.Args        `json:"args,omitempty"`     // in it
	Error     string            `json:"error,omitempty"`    // the sentence itself, in entries of zkweb before codes
	Reason    string            `json:"reason,omitempty"`   // that a person gave
	RequestID string            `json:"request_id,omitempty"`
	Settings  map[string]string `json:"settings,omitempty"` // of ConsoleStart, the query of AuditExport, NodeExport and NodeSearch, the ACLs of NodeACL; what a ProposalMake proposes; the caller leaves secrets out
	Removed   *Head             `json:"removed,omitempty"`  // of AuditRemove in the first schema: the newest entry removed, and all before it
	Ranges    string            `json:"ranges,omitempty"`   // of AuditRemove: the sequences removed, "1-20,23,30-31"; from 1 on it repeats what was removed before

	Hash string `json:"hash,omitempty"` // of the chain, hexadecimal; set on what is read, not part of what is hashed
}

// WasMade reports whether a change was made, or may have been, at least in part.
func (e Entry) WasMade() bool {
	switch e.Outcome {
	case OK, Intent, Unknown:
		return true
	}
	return e.Batch != nil && e.Batch.Each && e.Batch.Failed < e.Batch.Count
}

// Znodes returns how many znodes the change of an entry was about: those that were not
// changed among them are left out where that is known.
func (e Entry) Znodes() int {
	if e.Batch == nil {
		return 1
	}
	return e.Batch.Count - e.Batch.Failed
}

// Batch tells about the ops of a NodeBatch.
type Batch struct {
	Count  int    `json:"count"`
	Paths  string `json:"paths"`            // Trail.KeyedHash of the ops' paths, in their order, with a line feed between two
	First  string `json:"first"`            // the path of the first op
	Last   string `json:"last"`             // the path of the last op
	Blamed string `json:"blamed,omitempty"` // the path of the op for which none was made; with Each, of the first that was not
	Each   bool   `json:"each,omitempty"`   // each op was made by itself, whatever became of the others
	Failed int    `json:"failed,omitempty"` // with Each: how many were not made
	Zxids  string `json:"zxids,omitempty"`  // with Each: of those that were made and whose answers came, as Ranges are: "4294967298-4294967301,4294967310"
}

// Data tells about a znode's data without holding it.
type Data struct {
	Version int32  `json:"version"`
	Mzxid   int64  `json:"mzxid"` // 0 where it is not known
	Length  int    `json:"length"`
	Hash    string `json:"hash"` // Trail.KeyedHash of the data
}

// Head is an entry's place in the chain: its sequence and its hash in
// hexadecimal.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Because says why it did not go well, and returns the entry. For nil, it went
// well.
func (e Entry) Because(err error) Entry {
	e.Code, e.Args, e.Error = "", nil, ""
	var known *znode.Error
	switch {
	case err == nil:
	case !errors.As(err, &known):
		e.Code = znode.CodeInternalFault
	default:
		e.Code, e.Args = known.Code, known.Args
	}
	return e
}

// bounded reports whether there may be any number of an entry's kind, so that
// purse bounds them: looks, refusals and exports.
func (e Entry) bounded() bool {
	return e.look() || e.Event == AuditExport || e.Event == NodeExport || e.Event == ShareUse
}

// look reports whether an entry is about somebody who looked or was refused.
// They are the first to go.
func (e Entry) look() bool {
	switch e.Event {
	case NodeRead, NodeSearch, NodeRaw:
		return true
	}
	return e.Outcome == Denied
}
