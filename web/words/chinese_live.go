package words

var chineseLive = Live{
	Version:              "版本 {from} → {to}",
	ChildCame:            "新增 1 个子节点",
	ChildrenCame:         "新增 {n} 个子节点",
	ChildWent:            "减少 1 个子节点",
	ChildrenWent:         "减少 {n} 个子节点",
	ACL:                  "ACL 已修改",
	Deleted:              "该节点已被删除。",
	MadeAnew:             "已删除并重新创建",
	By:                   "（由 {who}）",
	Show:                 "显示",
	Hide:                 "隐藏，直到下次变化",
	Follow:               "跟随",
	FollowExplained:      "变化发生时立即显示，并短暂标出。在此标签页中保持开启。",
	NewVersion:           "1 个新版本",
	NewVersions:          "{n} 个新版本",
	NewVersionsExplained: "自打开本页以来看到的版本。柱形为最近一分钟。",
	NewChildren:          "新增 {n}",
	MissingChildren:      "减少 {n}",
}
