package words

import "zkweb/zkconn/znode"

var chineseProposals = Proposals{
	Title:     "审批",
	One:       "提议",
	Explained: "需要另一人批准的修改：本人提出的，以及可由本人决定的。保留 30 天。各项的页面会说明是否仍可执行。",
	None:      "没有提议。",
	Several:   func(changes int) string { return Count(changes) + " 项修改，位于" },
	Quota:     "设置配额：",
	States: map[string]string{
		"open": "等待审批", "applying": "正在处理", "applied": "已执行", "rejected": "已拒绝", "unknown": "已发送，未收到应答",
	},
	Yours:       "本人",
	Comment:     "说明",
	Needed:      "此处的修改需要另一人批准。现在不会修改任何内容：该修改将成为提议，由管理员执行或拒绝。",
	Together:    "全部按现状一起执行，或全部不做。",
	Left:        func(znodes int) string { return "不包括 " + Count(znodes) + " 个节点：" },
	Propose:     "提交审批",
	CommentHint: "修改的理由：供审批者查看，并记入审计日志。",
	Own:         "这是本人的提议，须由另一人决定：其路径包含这些节点的管理员。",
	Stale:       "已不能执行：现状与提出时不同。",
	StaleOwn:    "可以按现状重新提出。",
	Apply:       "执行",
	Reject:      "拒绝",
	Withdraw:    "撤回",
	Anew:        "重新提出",
	Decided: map[string]string{
		"applied": "执行者：", "rejected": "拒绝者：", "unknown": "已发送至 ZooKeeper 但未收到应答，执行者：",
	},
}

var chineseProposed = Errors{
	znode.CodeNeedsApproval:  text("未作修改：此处的修改需要另一人批准，而这一项无法提出。请让管理员来执行。"),
	znode.CodeProposalNone:   text("在该用户提出的和可由其决定的提议中，没有这一项。"),
	znode.CodeProposalOwn:    text("未作修改：任何人都不能执行自己的提议。请让另一位管理员执行。"),
	znode.CodeProposalOthers: text("只有提出者本人可以重新提出。"),
	znode.CodeProposalOver:   text("未作处理：该提议已有决定，或正由他人处理。"),
	znode.CodeProposalUnseen: text("未作修改：执行提议者须能看到其修改的内容，而有 ACL 未授予 READ。"),
	znode.CodeProposalAuth:   text("ACL 中有“auth”条目，执行提议时它将代表执行者。请另写 ACL，例如 digest:user:hash:cdrwa。"),
	znode.CodeProposalTooLarge: func(a znode.Args) string {
		return "此处的修改需要另一人批准，而一个提议最多 " + number(a["max"]) + " 项修改，因为审批者要逐项查看。请分成较小的部分，或让管理员来执行。"
	},
	znode.CodeProposalsTooMany: func(a znode.Args) string {
		return "该用户已有 " + number(a["max"]) + " 个提议在等待。请撤回一些，或等待审批。"
	},
	znode.CodeProposalsFull:  text("等待审批的内容过多。请让管理员先处理。"),
	znode.CodeProposalUnkept: text("无法保存该提议或其决定。数据目录所在磁盘可能已满、过慢或出现故障。"),
	znode.CodeProposalACLs:   text("此处的修改需要另一人批准，而一个提议不能既修改数据又修改已有节点的 ACL，因为 ZooKeeper 只能单独设置每个 ACL。请先提出数据的修改，ACL 保持不变；执行之后再提出 ACL 的修改。"),
	znode.CodeProposalFar:    text("此处的修改需要另一人批准，而移动到另一集群无法提出。请先复制到那里，然后在此处删除。"),
	znode.CodeProposalDo:     text("提议可用的操作为 apply、reject 和 anew。"),
}
