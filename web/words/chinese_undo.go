package words

var chineseStep = Step{
	Do: map[string]string{"set": "写入", "create": "创建", "delete": "删除", "acl": "设置 ACL：", "check": "检查"},
	Diff: map[string]string{
		"set": "− 现在 · + 之后", "create": "+ 之后", "delete": "− 现在", "acl": "− 现在 · + 之后",
	},
	Hidden:   "敏感信息已脱敏，写入时为所给的原值。",
	Same:     "数据不变，但仍会产生新版本。",
	SameText: "文本不变，变化的是存储方式：字符集、压缩方式，或 null 与空的区别。",
	NoText:   "数据无法以文本形式比较。",
	Empty:    "其中没有文本。",
	NowACL:   "现在的 ACL",
	ThenACL:  "之后的 ACL",
	TTL:      func(milliseconds string) string { return "TTL " + milliseconds + " 毫秒" },
	Version:  func(version string) string { return "仅当版本为 " + version },
	Aversion: func(version string) string { return "仅当 aversion 为 " + version },
}

var chineseUndoPage = Undo{
	DocumentTitle: func(entry string) string { return "撤销第 " + entry + " 条" },
	Title:         "撤销这项修改？",
	Link:          "撤销",
	Entry:         func(number string) string { return "第 " + number + " 条" },
	Step: Step{
		Do: map[string]string{"set": "恢复", "create": "重新创建", "delete": "删除", "acl": "恢复 ACL：", "quota": "恢复配额："},
		Diff: map[string]string{
			"set": "− 现在 · + 之前", "create": "+ 之前", "delete": "− 现在", "acl": "− 现在 · + 之前", "quota": "− 现在 · + 之前",
		},
		Hidden:   "敏感信息已脱敏，恢复时为原值。",
		Same:     "数据与之前相同。",
		SameText: chineseStep.SameText,
		NoText:   "数据无法以文本形式比较，将逐字节恢复。",
		Empty:    "其中没有文本。",
		NowACL:   "现在的 ACL",
		ThenACL:  "之前的 ACL",
		TTL:      chineseStep.TTL,
		Version:  chineseStep.Version,
		Aversion: chineseStep.Aversion,
	},
	OwnACL:      "仅归恢复者所有：删除时未能看到完整的 ACL",
	FromHistory: "审计日志没有保留修改之前的内容。以下是集群历史记录所载。",
	Persistent:  "它将恢复为版本 0 的持久节点。ZooKeeper 不会告知它原先是否为容器节点或带有 TTL。",
	Lost: func(n int) string {
		return "还删除了 " + Count(n) + " 个临时节点。它们随各自的会话存在，不会恢复："
	},
	More:      func(n int) string { return "另有 " + Count(n) + " 个节点。" },
	Explained: "撤销本身也是一项修改，会记入审计日志，也可以再撤销。只有当每个节点都仍是该修改之后的样子时才会执行。",
	WholeJob:  "这是任务中的一批修改。撤销整个任务",
	Undo:      "撤销",

	Transaction:     "撤销该事务",
	TransactionTask: "撤销这个事务？",
	TransactionLook: "查看其中的修改",
	TransactionPart: "仅撤销有权查看的修改。",
	AsJob:           "一次请求容纳不下：将由任务完成，每次数百个节点，从最后一项修改开始。",

	Undoes: "撤销了",

	ComparedTitle: "这项修改的内容",
	Compared: Step{
		Do:       map[string]string{"set": "已修改"},
		Diff:     map[string]string{"set": "− 修改之前 · + 现在"},
		Hidden:   "敏感信息已脱敏。",
		Same:     "数据没有变化。",
		SameText: chineseHistory.SameText,
		NoText:   chineseStep.NoText,
		Empty:    chineseStep.Empty,
		NowACL:   chineseStep.NowACL,
		ThenACL:  chineseStep.ThenACL,
		TTL:      chineseStep.TTL,
		Version:  chineseStep.Version,
		Aversion: chineseStep.Aversion,
	},
}
