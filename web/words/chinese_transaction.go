package words

import "zkweb/zkconn/znode"

var chineseTransaction = Transaction{
	Title:     "事务",
	Link:      "事务",
	Add:       "加入事务",
	Explained: "ZooKeeper 会按此顺序一并执行这些修改：要么全部完成，要么一项也不执行。每项修改仅在其节点仍与加入时相同时才会执行。",
	Empty:     "尚未收集任何修改。在写入、创建和删除节点的页面上点击“加入事务”，修改会放到这里而不立即执行。退出登录后列表即失效。",
	Failed: func(n, of string) string {
		return "问题出在第 " + n + " 项修改（共 " + of + " 项）。未作任何修改，列表已保留。"
	},
	Apply: func(changes int) string {
		if changes == 1 {
			return "执行该修改"
		}
		return "执行全部 " + Count(changes) + " 项修改"
	},
	Discard:      "丢弃列表",
	Up:           "上移",
	Down:         "下移",
	Remove:       "移除",
	Below:        "添加子节点",
	BelowLabel:   func(n string) string { return "为第 " + n + " 项修改创建的节点添加子节点" },
	UpLabel:      func(n string) string { return "上移第 " + n + " 项修改" },
	DownLabel:    func(n string) string { return "下移第 " + n + " 项修改" },
	RemoveLabel:  func(n string) string { return "移除第 " + n + " 项修改" },
	Check:        "添加检查",
	CheckPath:    "不得有变化的节点",
	CheckVersion: "版本",
	CheckHint:    "留空则取现在的版本。执行事务时若该节点为其他版本，则全部不执行。",
	AddCheck:     "添加检查",
	NoACLs:       "ACL 需单独设置：ZooKeeper 的事务中没有 setACL。",
	Done: func(changes int) string {
		if changes == 1 {
			return "已执行该事务。"
		}
		return "已一并执行 " + Count(changes) + " 项修改。"
	},
}

var chineseTransactions = Errors{
	znode.CodeOpEphemeral: text("临时节点随创建它的会话存在，因此既不能收集也不能提交审批，请单独创建。"),
	znode.CodeOpParent:    text("届时父节点不存在：创建父节点的修改须排在前面。"),
	znode.CodeOpUnseen:    text("不显示该节点现有或将有的内容：其 ACL 未授予 READ。"),
	znode.CodeTransactionFull: func(a znode.Args) string {
		return "一个事务最多 " + number(a["max"]) + " 项修改。请先执行这些修改，或移除一些。"
	},
	znode.CodeTransactionsFull: text("收集的事务合计超过本控制台保留的上限。请执行一个事务，或少收集一些。"),
	znode.CodeTransactionMoved: text("未作修改：列表已与显示时不同，或正在执行。请再查看一次。"),
	znode.CodeTransactionEmpty: text("未作修改：列表为空。"),
	znode.CodeTransactionDo:    text("事务可用的操作为 apply、discard、check，以及带修改编号的 up、down 和 remove。"),
}
