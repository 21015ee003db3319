package people

import (
	"errors"
	"slices"

	"zkweb/zkconn/znode"
)

// Action is something that the policy decides on.
type Action string

// The actions. Those on a znode are decided by its path as well.
const (
	Read     Action = "read"   // a znode's stat, data, ACL and children's names
	Reveal   Action = "reveal" // a znode's secrets, unmasked
	Create   Action = "create"
	Set      Action = "set"
	Delete   Action = "delete"
	SetACL   Action = "set the ACL"
	SetQuota Action = "set the quota"
	Share    Action = "share by a link" // a znode, masked, with somebody who has no sign-in
	Approve  Action = "approve changes" // that others have proposed

	SeeTrail    Action = "see the trail"
	SeeSessions Action = "see everybody's sessions"
	SeeClients  Action = "see ZooKeeper's sessions" // of all clients of the ensemble; only for people to whom all paths are open
	EndSession  Action = "end a session"
	ManageJobs  Action = "manage everybody's jobs" // see, pause and cancel them
	Silence     Action = "silence findings"        // of a cluster, for all who look
)

// Verdict is the policy's answer about an action. The zero value refuses.
type Verdict int

// The verdicts. Allowed and OnTheWay let something pass, the others nothing.
const (
	OutsidePaths    Verdict = iota // the znode is outside the person's paths
	RoleForbids                    // the person's role may not do this anywhere
	ReadOnly                       // nobody may change anything in this console
	ReadOnlyCluster                // nobody may change anything in this cluster
	Confined                       // it is about all znodes, and the person's paths are limited
	OnTheWay                       // of a Read: the znode only leads to one of the person's paths
	Allowed
)

// permitted are the actions that each role may do, the paths aside. What is not
// in it nobody may do.
var permitted = map[Role][]Action{
	Reader:  {Read, SeeClients},
	Viewer:  {Read, Reveal, Share, SeeClients},
	Editor:  {Read, Reveal, Share, SeeClients, Create, Set, Delete, SetACL, SetQuota},
	Admin:   {Read, Reveal, Share, SeeClients, Create, Set, Delete, SetACL, SetQuota, Approve, SeeTrail, SeeSessions, EndSession, ManageJobs, Silence},
	Auditor: {Read, SeeClients, SeeTrail},
}

// May reports whether a role may do an action at all, at whichever path.
func (r Role) May(action Action) bool { return slices.Contains(permitted[r], action) }

// Decide is the whole policy of the console: whether a person may do something
// to a znode, in a console that is read-only or not. It only ever takes away:
// ZooKeeper's ACLs have the last word on what is left.
//
// A person reads at and below their paths. Of the znodes above those, on the
// way, they see the stat and the children that lead on. They set data, ACLs and quotas, and
// approve changes, at and below their paths, and create and delete below them only, for that changes
// the parent's children too. They see ZooKeeper's sessions, which hold znodes anywhere, when
// the root is among their paths. For any other action on no znode the path does not count.
func Decide(who Person, action Action, path znode.Path, readOnly bool) Verdict {
	if !who.Role.May(action) {
		return RoleForbids
	}
	within := slices.ContainsFunc(who.Paths, func(allowed znode.Path) bool { return atOrBelow(path, allowed) })
	switch action {
	case SeeTrail, SeeSessions, EndSession, ManageJobs, Silence:
		return Allowed
	case Read, Reveal, Share:
	case SeeClients:
		if !within {
			return Confined
		}
	case Set, SetACL, SetQuota, Approve:
		if readOnly {
			return ReadOnly
		}
	case Create, Delete:
		if readOnly {
			return ReadOnly
		}
		within = slices.ContainsFunc(who.Paths, func(allowed znode.Path) bool { return atOrBelow(path, allowed) && path != allowed })
	}
	switch {
	case within:
		return Allowed
	case action == Read && leadsTo(path, who.Paths):
		return OnTheWay
	}
	return OutsidePaths
}

func atOrBelow(path, root znode.Path) bool {
	_, below := path.Below(root)
	return below
}

func leadsTo(path znode.Path, paths []znode.Path) bool {
	return slices.ContainsFunc(paths, func(allowed znode.Path) bool { return atOrBelow(allowed, path) })
}

// ErrPolicy is the cause of every refusal by the policy, to be told from
// ZooKeeper's own.
var ErrPolicy = errors.New("refused by the console's policy")

// Refusal returns the verdict as an error of kind Denied that a person may be shown;
// nil for Allowed.
func (v Verdict) Refusal(role Role) error {
	if v == Allowed {
		return nil
	}
	refusal := &znode.Error{Kind: znode.Denied, Code: znode.CodeOutsidePaths, Cause: ErrPolicy}
	switch v {
	case RoleForbids:
		refusal.Code, refusal.Args = znode.CodeRoleForbids, znode.Args{"role": string(role)}
	case ReadOnly:
		refusal.Code = znode.CodeReadOnly
	case ReadOnlyCluster:
		refusal.Code = znode.CodeClusterReadOnly
	case Confined:
		refusal.Code = znode.CodeConfined
	case OnTheWay:
		refusal.Code = znode.CodeOnTheWay
	}
	return refusal
}
