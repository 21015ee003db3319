package words

var chineseBringBack = BringBack{
	Title:    "恢复",
	Link:     "恢复…",
	Of:       "恢复为以下时刻的内容：",
	About:    "已不存在的节点恢复为当时的数据、ACL 和类型，版本从 0 开始。临时节点属于会话，不会恢复。",
	Fail:     "全部不恢复",
	OtherACL: "其 ACL 与当时不同，保持现状",
	Apply:    func(changes int) string { return "恢复 " + Count(changes) + " 个节点" },
	Made:     func(n int) string { return "已恢复 " + Count(n) + " 个节点" },
}
