package people

import (
	"errors"
	"slices"

	"zkweb/zkconn/znode"
)

// Action is an action that the policy allows or forbids.
type Action string

// The actions. For actions on a znode, the policy also depends on its path.
const (
	Read     Action = "read"   // a znode's stat, data, ACL and children's names
	Reveal   Action = "reveal" // a znode's secrets
	Create   Action = "create"
	Set      Action = "set"
	Delete   Action = "delete"
	SetACL   Action = "set the ACL"
	SetQuota Action = "set the quota"
	Share    Action = "share by a link" // a znode, with masked secrets, by a link for people who are not signed in
	Approve  Action = "approve changes" // proposals of other people

	SeeTrail    Action = "see the trail"
	SeeSessions Action = "see everybody's sessions"
	SeeClients  Action = "see ZooKeeper's sessions" // of all clients of the ensemble; only for people who may see all paths
	EndSession  Action = "end a session"
	ManageJobs  Action = "manage everybody's jobs" // see, pause and cancel them
	Silence     Action = "silence findings"        // in a cluster, for everybody
)

// Verdict is the policy's verdict on an action. The zero value forbids it.
type Verdict int

// The verdicts. Allowed and OnTheWay permit something; the others forbid the action.
const (
	OutsidePaths    Verdict = iota // the znode is outside the person's paths
	RoleForbids                    // the person's role may not do this anywhere
	ReadOnly                       // nobody may change anything in this console
	ReadOnlyCluster                // nobody may change anything in this cluster
	Confined                       // the action is about all znodes, but the person's paths are limited
	OnTheWay                       // for Read: the znode only leads to one of the person's paths
	Allowed
)

// permitted has the actions that each role may do, whatever the path. All others are forbidden.
var permitted = map[Role][]Action{
	Reader:  {Read, SeeClients},
	Viewer:  {Read, Reveal, Share, SeeClients},
	Editor:  {Read, Reveal, Share, SeeClients, Create, Set, Delete, SetACL, SetQuota},
	Admin:   {Read, Reveal, Share, SeeClients, Create, Set, Delete, SetACL, SetQuota, Approve, SeeTrail, SeeSessions, EndSession, ManageJobs, Silence},
	Auditor: {Read, SeeClients, SeeTrail},
}

// May reports whether a role may do an action at some path.
func (r Role) May(action Action) bool { return slices.Contains(permitted[r], action) }

// Decide is the console's whole policy. It returns the verdict on an action of a person on a znode,
// in a console or cluster that may be read-only. It can only restrict what ZooKeeper's ACLs permit.
//
// A person may read at and below their paths. Of the ancestors of these, they see the stat, and the
// children that lead to their paths. At and below their paths they may set data, ACLs and quotas,
// and approve changes. They may create and delete only below their paths, since that also changes
// the children of the parent. They see ZooKeeper's sessions, which can own znodes anywhere, only if
// the root is one of their paths. For other actions that are not about a znode, the path does not
// matter.
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

// ErrPolicy is the cause of every refusal by the policy, which distinguishes these from ZooKeeper's
// refusals.
var ErrPolicy = errors.New("refused by the console's policy")

// Refusal returns the verdict as an error of kind Denied for the person; nil for Allowed.
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
