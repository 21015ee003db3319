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
	SessionRead    Event = "session.read" // somebody saw who is signed in; recorded only if it is refused
	SessionEnd     Event = "session.end"  // somebody's sign-in was ended by an admin or, if User is "", by the console; see Target
	NodeRead       Event = "node.read"    // a page or JSON of a znode; see Trail.AppendRead
	NodeRaw        Event = "node.raw"
	NodeReveal     Event = "node.reveal"
	NodeCreate     Event = "node.create"
	NodeSet        Event = "node.set"
	NodeDelete     Event = "node.delete"
	NodeACL        Event = "node.acl"        // an ACL was set; see Settings
	NodeQuota      Event = "node.quota"      // a quota was set; see Settings
	NodeBatch      Event = "node.batch"      // several changes made as one transaction, or by one request; see Batch
	ProposalMake   Event = "proposal.make"   // a change that needs approval was proposed; see Settings
	ProposalApply  Event = "proposal.apply"  // another person applies it; the change has entries of its own, with Proposal and Approval
	ProposalReject Event = "proposal.reject" // another person rejected it, or the proposer withdrew it
	ProposalExpire Event = "proposal.expire" // nobody decided on it in time; appended by the console
	NodeSearch     Event = "node.search"     // the names of a znode's children were searched; see Settings
	ShareMake      Event = "share.make"      // a share link was made; see Settings
	ShareUse       Event = "share.use"       // a share link was opened, or somebody tried to; Target made it
	ShareEnd       Event = "share.end"
	NodeExport     Event = "node.export"     // all below a znode was downloaded; see Settings
	FindingSilence Event = "finding.silence" // a finding about a cluster was silenced for a time, or that was ended; see Settings
	AuditRead      Event = "audit.read"      // somebody saw the trail; recorded only if it is refused
	AuditExport    Event = "audit.export"
	AuditRemove    Event = "audit.remove"    // retention removed the oldest entries; appended by the trail
	AuditGap       Event = "audit.gap"       // the trail could not be written for a while; appended by the trail
	DirectoryCheck Event = "directory.check" // a cluster's user directory was found unsound, or sound again
	ConsoleStart   Event = "console.start"
	ConsoleStop    Event = "console.stop"
)

// Events returns all events, in the order in which a form lists them.
func Events() []Event {
	return []Event{
		SignIn, SignOut, SessionRead, SessionEnd,
		NodeRead, NodeRaw, NodeReveal, NodeCreate, NodeSet, NodeDelete, NodeACL, NodeQuota, NodeBatch, NodeSearch, NodeExport, ShareMake, ShareUse, ShareEnd,
		ProposalMake, ProposalApply, ProposalReject, ProposalExpire,
		FindingSilence, AuditRead, AuditExport, AuditRemove, AuditGap, DirectoryCheck, ConsoleStart, ConsoleStop,
	}
}

// Outcome is the result of what an entry is about.
type Outcome string

// The outcomes.
const (
	Intent   Outcome = "intent"   // about to be tried; on the disk before ZooKeeper is asked
	OK       Outcome = "ok"       // done
	Denied   Outcome = "denied"   // refused by the console's policy or by an ACL
	Failed   Outcome = "failed"   // not done; see Entry.Code
	Conflict Outcome = "conflict" // the version has changed, the znode exists already, or it is not empty
	Unknown  Outcome = "unknown"  // sent, but not answered
)

// Outcomes returns all outcomes, in the order in which a form lists them.
func Outcomes() []Outcome { return []Outcome{Intent, OK, Denied, Failed, Conflict, Unknown} }

func (e Event) known() bool   { return slices.Contains(Events(), e) }
func (o Outcome) known() bool { return slices.Contains(Outcomes(), o) }

// Entry is one entry of the trail. Its JSON is what the trail stores and hashes, what the JSON
// lines contain, and what the audit page answers. When an entry is appended, texts longer than
// MaxText are cut (except Path, which is bounded by znode.MaxPathBytes), and bytes that are not
// UTF-8 become U+FFFD.
type Entry struct {
	Seq      int64     `json:"seq"`  // 1, 2, 3 …; set by Append
	Time     time.Time `json:"time"` // UTC, microseconds; set by Append
	Event    Event     `json:"event"`
	User     string    `json:"user"`     // "" for nobody or without credentials; Trail.KeyedName for an unknown name
	Verified bool      `json:"verified"` // whether the ensemble's user directory has verified User
	Role     string    `json:"role"`
	Address  string    `json:"address"` // of the browser, without port
	Cluster  string    `json:"cluster"`
	Path     string    `json:"path"` // znode.Path.String(); "" if it is about no znode
	Outcome  Outcome   `json:"outcome"`

	Identities     []string `json:"identities,omitempty"`      // ZooKeeper IDs, "scheme:id"
	ConsoleSession string   `json:"console_session,omitempty"` // auth.Session.ID, which gives no access
	Session        string   `json:"session,omitempty"`         // ID of the ZooKeeper session, "0x…" as in ZooKeeper's audit log

	Before    *Data             `json:"before,omitempty"`   // for a change: what was there; for a reveal: what was shown
	After     *Data             `json:"after,omitempty"`    // for a change: what is there after it
	Batch     *Batch            `json:"batch,omitempty"`    // for NodeBatch; Path is then the deepest common ancestor
	Change    string            `json:"change,omitempty"`   // ID under which what the change replaced is kept, so that it can be undone; "" if it is not kept
	Zxid      int64             `json:"zxid,omitempty"`     // of a change that was made; 0 in entries of earlier versions, for changes made one by one, and for those that ZooKeeper refused
	Undoes    int64             `json:"undoes,omitempty"`   // sequence of the entry whose change this undoes
	Proposal  int64             `json:"proposal,omitempty"` // for a decision on a proposal: sequence of the entry about the proposal
	Approval  int64             `json:"approval,omitempty"` // for a change: sequence of the entry with which another person applied it
	Target    string            `json:"target,omitempty"`   // whom it was done to, as ZooKeeper knows them, such as the owner of an ended session
	Code      znode.Code        `json:"code,omitempty"`     // why it did not succeed; web/words has the sentence
	Args      znode.Args        `json:"args,omitempty"`     // arguments of the sentence
	Error     string            `json:"error,omitempty"`    // the sentence itself, in entries from before there were codes
	Reason    string            `json:"reason,omitempty"`   // as a person gave it
	RequestID string            `json:"request_id,omitempty"`
	Settings  map[string]string `json:"settings,omitempty"` // for ConsoleStart, the settings; for AuditExport, NodeExport and NodeSearch, the query; for NodeACL, the ACLs; for ProposalMake, the change. The caller leaves secrets out
	Removed   *Head             `json:"removed,omitempty"`  // for AuditRemove in the first schema: the newest entry that was removed, with all before it
	Ranges    string            `json:"ranges,omitempty"`   // for AuditRemove: the sequences that were removed, "1-20,23,30-31"; from 1 on it repeats what was removed before

	Hash string `json:"hash,omitempty"` // of the chain, in hexadecimal; set when an entry is read, and not hashed itself
}

// WasMade reports whether a change was made, or may have been, at least in part.
func (e Entry) WasMade() bool {
	switch e.Outcome {
	case OK, Intent, Unknown:
		return true
	}
	return e.Batch != nil && e.Batch.Each && e.Batch.Failed < e.Batch.Count
}

// Znodes returns how many znodes the change was about, without those that are known not to have
// changed.
func (e Entry) Znodes() int {
	if e.Batch == nil {
		return 1
	}
	return e.Batch.Count - e.Batch.Failed
}

// Batch describes the ops of a NodeBatch.
type Batch struct {
	Count  int    `json:"count"`
	Paths  string `json:"paths"`            // Trail.KeyedHash of the ops' paths in their order, joined by line feeds
	First  string `json:"first"`            // the path of the first op
	Last   string `json:"last"`             // the path of the last op
	Blamed string `json:"blamed,omitempty"` // path of the op that failed, so that none was made; with Each, of the first one that failed
	Each   bool   `json:"each,omitempty"`   // each op was made by itself, independently of the others
	Failed int    `json:"failed,omitempty"` // with Each: number of ops that were not made
	Zxids  string `json:"zxids,omitempty"`  // with Each: zxids of the ops that were made and answered, in the form of Ranges: "4294967298-4294967301,4294967310"
}

// Data describes a znode's data without holding it.
type Data struct {
	Version int32  `json:"version"`
	Mzxid   int64  `json:"mzxid"` // 0 when unknown
	Length  int    `json:"length"`
	Hash    string `json:"hash"` // Trail.KeyedHash of the data
}

// Head is an entry's position in the chain: its sequence, and its hash in hexadecimal.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Because returns the entry with the outcome and code for an error; nil means success.
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

// bounded reports whether there may be any number of entries of this kind, so that purse bounds
// them: looks, refusals and exports.
func (e Entry) bounded() bool {
	return e.look() || e.Event == AuditExport || e.Event == NodeExport || e.Event == ShareUse
}

// look reports whether the entry is about somebody who looked or was refused. Retention removes
// these first.
func (e Entry) look() bool {
	switch e.Event {
	case NodeRead, NodeSearch, NodeRaw:
		return true
	}
	return e.Outcome == Denied
}
