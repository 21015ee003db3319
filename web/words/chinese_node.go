package words

import "zkweb/zkconn/znode"

var chineseNode = Node{
	Path:     "路径",
	Edit:     "编辑",
	Create:   "创建子节点",
	Delete:   "删除",
	Copy:     "复制",
	CopyPath: "复制路径", CopyLink: "复制链接", CopyZkCli: "复制 zkCli 命令", CopyValue: "复制数据",
	More:          "更多操作",
	Tabs:          "节点的各部分",
	Activity:      "活动记录",
	Inspector:     "状态信息与 ACL",
	Download:      "下载",
	Kinds:         chineseKinds,
	Changed:       "修改于",
	Version:       "版本",
	OnTheWay:      "该节点只是通往这些路径的途经节点。",
	StatLink:      "状态信息与 ACL",
	CreateLike:    "仿照此节点创建",
	Sync:          "同步后读取",
	SyncExplained: "先让服务器跟上 leader，再读取。",
	Created:       "已创建。",
	Saved:         func(version string) string { return "已保存为版本 " + version + "。" },
	CompareWith:   func(version string) string { return "与版本 " + version + " 比较" },
	Deleted:       func(name string) string { return "已删除 " + name + "。" },
	ACLSaved:      "ACL 已保存。",
	ChangedBelow:  func(znodes int) string { return "已修改 " + Count(znodes) + " 个节点。" },
	Part:          "已执行的部分可以撤销：",
	Undone:        "已撤销该修改。",
}

var chineseKinds = map[string]string{znode.Persistent: "持久节点", znode.Ephemeral: "临时节点", znode.Container: "容器节点"}

var chineseData = Data{
	Title:       "数据",
	Views:       "显示方式",
	SignInOther: "使用其他凭据登录",
	Null:        "该节点没有数据：创建时写入的是 null，客户端读到的是 0 字节。",
	None:        "该节点没有数据。",
	DownloadAll: func(bytes int) string { return "下载全部 " + Count(bytes) + " 字节" },
	Image: func(width, height int) string {
		return "此节点中的图片，" + Count(width) + " × " + Count(height) + " 像素"
	},
	Revealed:          "正在显示明文。",
	RevealedExplained: "本次查看已记入审计日志；离开后恢复脱敏。",
	MaskAgain:         "恢复脱敏",
	Masked:            func(values int) string { return "已脱敏 " + Count(values) + " 个疑似敏感的值。" },
	MaskedWhole:       "已脱敏：路径或内容疑似敏感信息。",
	MayNotReveal:      func(role string) string { return "当前角色“" + role + "”无权显示明文。" },
	NoRecord:          "显示明文必须留下记录，而本控制台未启用审计日志：运行时没有 --data-dir。",
	MaskedUnread:      "字节已脱敏：无法完整读取，其中可能含有敏感信息。",
	MaskedSlow:        "已脱敏：在数据中查找敏感信息耗时过长。请一分钟后重试。",
	Reason:            "理由",
	ReasonOptional:    "理由（可选）",
	Reveal:            "显示明文",
	DownloadRevealed:  "下载明文",
	ReasonExplained:   "用户名、时间和理由会记入审计日志。",
}

var chineseChildren = Children{
	Title:         "子节点",
	Filter:        "按名称筛选",
	Choose:        "选择",
	ChooseNone:    "取消选择",
	DeleteChosen:  "删除所选…",
	None:          "该节点没有子节点。",
	NoneEphemeral: "临时节点不能有子节点。",
	SortedByName: func(most int) string {
		return "已改为按名称排序：其他列最多可对 " + Count(most) + " 个子节点排序。请先筛选以缩小范围。"
	},
	ListLarge: func(bytes, percent int) string {
		return "这些子节点的列表占 " + Count(bytes) + " 字节，为常用 jute.maxbuffer 的 " + Count(percent) + "%：超出后，未调高它的客户端会断开连接。"
	},
	NoMatchBefore: func(total int) string { return "共 " + Count(total) + " 个子节点，没有名称包含" },
	NoMatchAfter:  "的。",
	ShowAll:       "显示全部",
	Columns:       map[string]string{"name": "名称", "sequence": "序号", "children": "子节点数", "bytes": "字节数", "modified": "修改时间", "kind": "类型"},
	Kinds:         map[string]string{znode.Persistent: "持久", znode.Ephemeral: "临时", znode.Container: "容器"},
	Ephemeral:     "临时节点",

	Overflow:          "已溢出",
	OverflowExplained: "计数器已超过 2,147,483,647，之后的序号为负数。",

	Rows: func(rows, of int) string { return Count(rows) + " 行，共 " + Count(of) + " 个" },
	RowsMatching: func(rows, of, total int) string {
		return Count(rows) + " 行，匹配 " + Count(of) + " 个，共 " + Count(total) + " 个"
	},
	Range: func(first, last, of int) string {
		if first == 1 && last == of {
			return "共 " + Count(of) + " 个子节点"
		}
		return "第 " + Count(first) + "–" + Count(last) + " 个，共 " + Count(of) + " 个"
	},
	RangeMatching: func(first, last, of, total int) string {
		return "第 " + Count(first) + "–" + Count(last) + " 个，匹配 " + Count(of) + " 个，共 " + Count(total) + " 个"
	},
	FirstPage:    "首页",
	PreviousPage: "上一页",
	NextPage:     "下一页",
	RowsOnPage:   "每页行数",
	RowsLabel:    "行数",
}

var chineseStat = Stat{
	Title: "状态信息",
	Meanings: map[string]string{
		"czxid":          "创建该节点的事务的 zxid。zxid 决定集群内所有修改的先后顺序。",
		"mzxid":          "最近一次写入该节点数据的事务的 zxid。",
		"pzxid":          "最近一次增删子节点的事务的 zxid。",
		"ctime":          "该节点的创建时间，以当时 leader 的时钟为准。",
		"mtime":          "该节点数据最近一次写入的时间，以当时 leader 的时钟为准。",
		"version":        "节点创建以来数据被写入的次数。带条件的写入或删除以它为准。",
		"cversion":       "增删子节点的次数。",
		"aversion":       "ACL 被设置的次数。",
		"ephemeralOwner": "临时节点所属的会话，会话结束时节点随之消失；非临时节点为 0x0。",
		"dataLength":     "数据长度，单位为字节。",
		"numChildren":    "直接子节点的数量，不含更下级的节点。",
	},
	Session: "会话",
	HeldBy:  "查找该会话的所有临时节点",
	Kinds:   chineseKinds,
	Bytes:   "字节",

	SequenceNear: func(next, max int) string {
		return "下一个顺序子节点编号为 " + Count(next) + "，最大为 " + Count(max)
	},
}

var chineseACL = ACL{
	Title:   "ACL",
	World:   "任何人",
	Auth:    "当前会话凭据对应的身份",
	Digest:  func(user string) string { return "用户 " + user + "，凭密码" },
	IP:      "来自该地址的客户端",
	SASL:    "SASL 用户",
	X509:    "该证书的持有者",
	Console: "本控制台，即使用它的所有人",
	Perms:   chinesePerms,
}

func chinesePerms(perms znode.Perms) string {
	if perms&znode.PermAll == znode.PermAll {
		return "全部权限"
	}
	return permWords(perms, "无权限", "、", map[znode.Perms]string{
		znode.PermCreate: "创建子节点", znode.PermDelete: "删除子节点",
		znode.PermRead: "读取", znode.PermWrite: "写入", znode.PermAdmin: "设置 ACL",
	})
}

var chineseTree = Tree{
	Title:       "节点树",
	ChildrenOf:  func(name string) string { return name + " 的子节点" },
	Denied:      "拒绝访问",
	More:        func(n int) string { return "另有 " + Count(n) + " 个…" },
	MoreUnknown: "更多…",
	Levels:      func(n int) string { return "… " + Count(n) + " 级" },
}
