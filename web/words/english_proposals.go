package words

import "zkweb/zkconn/znode"

var englishProposals = Proposals{
	Title:     "Proposals",
	One:       "Proposal",
	Explained: "Changes that need another person’s approval: those that you have proposed, and those that you may decide on. They are kept for 30 days. The page of each says whether it can still be applied.",
	None:      "There are no proposals.",
	Several:   func(changes int) string { return counted(changes, "change", "changes") + " below" },
	Quota:     "Set the quota of",
	States: map[string]string{
		"open": "waiting", "applying": "being decided on", "applied": "applied", "rejected": "rejected", "unknown": "sent, no answer came",
	},
	Yours:       "yours",
	Comment:     "Comment",
	Needed:      "Changes here need another person’s approval. Nothing is changed yet: this becomes a proposal, which an admin applies or rejects.",
	Together:    "All of it is done together, and to things as they are now, or not at all.",
	Left:        func(znodes int) string { return "It leaves out " + counted(znodes, "znode", "znodes") + ":" },
	Propose:     "Propose",
	CommentHint: "Why: for whoever decides, and for the record.",
	Own:         "You have proposed this. Another person decides: an admin whose paths include it.",
	Stale:       "This can no longer be applied: things are not as they were when it was proposed.",
	StaleOwn:    "You can propose it anew, of what is there now.",
	Apply:       "Apply",
	Reject:      "Reject",
	Withdraw:    "Withdraw",
	Anew:        "Propose anew",
	Decided: map[string]string{
		"applied": "Applied by", "rejected": "Rejected by", "unknown": "Sent to ZooKeeper, which did not answer, by",
	},
}

// englishProposed has the errors of proposals and decisions.
var englishProposed = Errors{
	znode.CodeNeedsApproval:  text("Nothing was changed: changes here need another person’s approval, and this cannot be proposed. Ask an admin to do it."),
	znode.CodeProposalNone:   text("There is no such proposal among those of the signed-in person, and those that they may decide on."),
	znode.CodeProposalOwn:    text("Nothing was changed: nobody applies what they have proposed themselves. Ask another admin."),
	znode.CodeProposalOthers: text("Only the person who proposed this can propose it anew."),
	znode.CodeProposalOver:   text("Nothing was done: this proposal is decided on already, or somebody is about to."),
	znode.CodeProposalUnseen: text("Nothing was changed: whoever applies a proposal must be able to see what it changes, and an ACL does not give READ."),
	znode.CodeProposalAuth:   text("The ACL has an entry “auth”, which would stand for whoever applies the proposal. Use another ACL, such as digest:user:hash:cdrwa."),
	znode.CodeProposalTooLarge: func(a znode.Args) string {
		return "Changes here need another person’s approval, and a proposal has room for " + number(a["max"]) + " changes, for whoever decides looks at each. Do this in smaller parts, or ask an admin to do it."
	},
	znode.CodeProposalsTooMany: func(a znode.Args) string {
		return number(a["max"]) + " proposals of this person wait already. Withdraw some, or wait until they are decided on."
	},
	znode.CodeProposalsFull:  text("Too much waits for approval already. Ask an admin to decide on what waits."),
	znode.CodeProposalUnkept: text("The proposal, or what was decided on it, could not be kept. The disk of the data directory may be full, slow or failing."),
	znode.CodeProposalACLs:   text("Changes here need another person’s approval, and no proposal changes data and the ACLs of znodes that are there: ZooKeeper sets each ACL by itself. Propose the data first, keeping the ACLs, and once that is applied the ACLs."),
	znode.CodeProposalFar:    text("Changes here need another person’s approval, and a move to another cluster cannot be proposed. Copy it there, and delete it here afterwards."),
	znode.CodeProposalDo:     text("A proposal takes apply, reject and anew."),
}
