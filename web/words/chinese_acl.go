package words

import "zkweb/zkconn/znode"

var chineseEditACL = EditACL{
	DocumentTitle: func(node string) string { return "编辑 ACL：" + node },
	Title:         "编辑 ACL",
	Edit:          "编辑",
	Hidden:        "无权设置该 ACL：ZooKeeper 对没有 ADMIN (a) 权限的人隐藏其中的 digest。",
	Now:           func(aversion string) string { return "当前的 ACL，版本 " + aversion },

	Entry:       func(n int) string { return "条目 " + Count(n) },
	Scheme:      "方案 (scheme)",
	ID:          "标识 (id)",
	Remove:      "移除",
	RemoveEntry: func(n int) string { return "移除条目 " + Count(n) },
	Add:         "添加条目",
	Schemes:     "标识：world 为 anyone；digest 为 user:hash，可在下方生成；auth 留空，表示当前身份；ip 为地址或网段，如 10.0.0.0/8。各条目授予的权限会叠加。",

	Digest:    "由用户名和密码生成条目",
	User:      "用户名",
	Password:  "密码",
	Algorithm: "哈希算法",
	AddDigest: "添加该用户",
	DigestExplained: "哈希在此生成并加入上方条目；密码既不保存也不记录。服务器使用 SHA1，除非 " +
		"zookeeper.DigestAuthenticationProvider.digestAlg 另有设置。算法不符时任何人都无法通过。",

	Save:     "保存 ACL",
	SaveOver: func(aversion string) string { return "覆盖 ACL 版本 " + aversion },

	Warned: "确定要这样吗？尚未作任何修改。",
	Warnings: map[string]func(string) string{
		"locks_everybody_out": func(string) string {
			return "没有任何条目允许设置 ACL (a)，此后只有服务器的超级用户才能修改。"
		},
		"locks_you_out": func(string) string {
			return "当前用户将无法再设置该 ACL：在 zkweb 已知属于当前用户的条目中，没有一个含 ADMIN (a)。"
		},
		"hides_from_you": func(string) string {
			return "当前用户将无法再读取该节点：在 zkweb 已知属于当前用户的条目中，没有一个含 READ (r)。"
		},
		"opens_to_anybody": func(perms string) string {
			return "任何能连上服务器的人今后都可以：" + perms + "。"
		},
	},
	Anyway: "确定",

	Below:      "该节点及其下所有节点",
	BelowTitle: func(node string) string { return "编辑其下全部 ACL：" + node },
	Mode:       "如何应用这些条目",
	Modes: map[string]string{
		"replace": "每个 ACL 替换为这些条目",
		"add":     "每个 ACL 在原有基础上增加这些权限",
		"remove":  "每个 ACL 去掉这些权限",
	},
	Preview: "预览变化",
	WouldChange: func(changes, same int) string {
		return Count(changes) + " 个 ACL 将改变，" + Count(same) + " 个保持不变。"
	},
	TooMany: func(max int) string {
		return "其下的节点多于 " + Count(max) + " 个，或来不及全部查看。请选择更靠下的节点。"
	},
	AsJob:       "将由任务设置：可以离开任务页面，也可以暂停或取消任务。",
	BeforeAfter: "之前与之后",
	SetAll:      func(changes int) string { return "设置 " + Count(changes) + " 个 ACL" },
	Changed: func(changes, same int) string {
		return "已设置 " + Count(changes) + " 个 ACL，" + Count(same) + " 个原本如此。"
	},
	NotSet: func(n int) string { return Count(n) + " 个 ACL 未设置" },
	LeftAlone: func(denied, empty int, paths string) string {
		said := "保持原样："
		if denied > 0 {
			said += Count(denied) + " 个节点的 ACL 无权设置"
		}
		if denied > 0 && empty > 0 {
			said += "，"
		}
		if empty > 0 {
			said += Count(empty) + " 个节点的 ACL 将没有任何条目"
		}
		return said + "：" + paths
	},
}

var chineseACLErrors = Errors{
	znode.CodeACLForm:      text("ACL 应写作 scheme:id:perms，条目之间用逗号分隔，例如 world:anyone:r,digest:alice:hash:cdrwa。权限由 c、d、r、w、a 组成。"),
	znode.CodeACLEmpty:     text("ACL 至少要有一个条目。没有条目时，ZooKeeper 允许任何人做任何事。"),
	znode.CodeACLTooMany:   func(a znode.Args) string { return "这里的 ACL 最多 " + a["max"] + " 个条目。" },
	znode.CodeACLWorld:     text("world 方案的标识只能是 anyone。"),
	znode.CodeACLDigest:    text("digest 方案的标识为 user:hash。请由用户名和密码生成。"),
	znode.CodeACLHidden:    text("有一个条目的 digest 被“x”代替：ZooKeeper 对没有 ADMIN 权限的人这样显示。这样的条目不会让任何人通过。"),
	znode.CodeACLAversion:  text("该表单中的 aversion 不是节点可能有的版本。请使用节点状态信息中的 aversion。"),
	znode.CodeACLCzxid:     text("表单中的 czxid 不是整数。请使用节点状态信息中的值。"),
	znode.CodeACLAlgorithm: func(a znode.Args) string { return "没有这种哈希算法。algorithm= 可取 " + a["ways"] + "。" },
	znode.CodeACLMode:      text("条目的应用方式为 mode=replace、add 或 remove。"),
	znode.CodeACLBelow: func(a znode.Args) string {
		return "未作任何修改：其下的节点多于 " + number(a["max"]) + " 个，或来不及全部查看。请选择更靠下的节点。"
	},
	znode.CodeACLWouldEmpty: text("其 ACL 将不含任何条目，因此保持不变。"),
	znode.CodeACLBelowMoved: func(a znode.Args) string {
		return "未作任何修改：原有 " + number(a["then"]) + " 个 ACL 要改变，现在是 " + number(a["now"]) + " 个。请重新查看。"
	},
	znode.CodeACLWarned: func(a znode.Args) string {
		return "未作任何修改：该 ACL 可能造成并非本意的后果。如确需设置，请加上 anyway=" + a["warnings"] + "。"
	},
	znode.CodeACLAdmin:   text("该节点的 ACL 不允许当前用户设置它：这需要带 ADMIN (a) 的条目。未作任何修改。"),
	znode.CodeACLChanged: text("读取之后，该 ACL 已被他人设置。未作任何修改。"),
}
