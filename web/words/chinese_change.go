package words

var chineseChange = Change{
	To:          func(act, mark string) string { return "向 " + mark + " " + act },
	In:          func(act, mark string) string { return "在 " + mark + " " + act },
	FailedTitle: func(why, title string) string { return why + "：" + title },
	SavedBy:     func(version, who string) string { return "版本 " + version + " 由 " + who + " 保存。" },
	Look:        "查看该节点",
	Cancel:      "取消",
	Text:        "数据",
	TextHint:    "按输入的内容原样保存。",
	FileHint:    func(maxBytes int) string { return "按字节原样保存，最多 " + Count(maxBytes) + " 字节。" },
	Typed:       "已输入的内容",
	Changed:     "修改于",
	Version:     "版本",
}

var chineseCreate = Create{
	DocumentTitle: func(parent string) string { return "创建子节点：" + parent },
	Title:         "创建子节点",
	Name:          "名称",
	NameHint:      "单个名称，不含斜杠。创建后不能修改。",
	File:          "或上传文件",
	ACL:           "新节点的 ACL",
	Collected:     "父节点由正在收集的事务创建，因此该节点也加入其中。",
	ACLCopied:     "复制自父节点，因为 ZooKeeper 的 ACL 不会继承。一并创建的父节点也用它。",
	ACLOwn:        "仅创建者自己可用：父节点的 ACL 无法完整查看，因此不能复制。",
	ACLTyped:      "如下方所填，仅用于此节点。",
	Create:        "创建",
	LikeTitle:     func(neighbour string) string { return "仿照 " + neighbour + " 创建" },
	SecretsLeft:   "它的数据含有疑似敏感信息，未复制。",
	Mode:          "类型",
	Modes: map[string]string{
		"persistent": "持久", "sequential": "顺序", "ephemeral": "临时", "ephemeral_sequential": "临时顺序",
		"container": "容器", "ttl": "带 TTL",
	},
	ModeHint: func(idleMinutes, maxHours int) string {
		return "顺序：服务器在名称后加十位数字。临时：与本次登录同生共死，直到退出登录、离开 " + Count(idleMinutes) + " 分钟、登录满 " + Count(maxHours) +
			" 小时，或 zkweb 停止、丢失 ZooKeeper 会话。"
	},
	Container:    "容器：最后一个子节点消失后由服务器删除（3.5.3 及以上）。",
	More:         "TTL、null、父节点、其他 ACL",
	MoreBefore35: "null、父节点、其他 ACL",
	TTL:          "TTL（毫秒）",
	TTLHint:      "用于带 TTL 的类型：没有子节点且这么久未修改时由服务器删除。需要 3.5.4 及 extendedTypesEnabled。",
	Parents:      "创建缺少的父节点：名称可以含斜杠",
	OtherACL:     "其他 ACL",
	OtherACLHint: "按 zkCli 的写法，如 digest:alice:hash:cdrwa,world:anyone:r。留空则复制父节点的 ACL；无法复制时仅创建者自己可用。",
	ACLMine:      "仅自己",
	ACLRead:      "自己，且所有人可读",
	ACLOpen:      "对所有人开放",
}

var chineseSet = Set{
	DocumentTitle:     func(node string) string { return "编辑 " + node },
	Title:             "编辑数据",
	Revealed:          "正在显示明文。",
	RevealedExplained: "本次查看已记入审计日志；保存时也会记录。",
	SecretsFirst:      "数据中含有疑似敏感信息。请先显示明文再以文本编辑，或上传文件替换。",
	ChooseAgain:       "请重新选择文件。",
	FileReplaces:      "该文件会替换当前数据。请重新选择后上传。",
	NotComparable:     "当前数据无法与输入的内容比较。",
	AsTyped:           "当前数据与输入的内容相同，无需再保存。",
	RevealAndEdit:     "显示明文并编辑",
	OrFile:            "或上传文件替换",
	File:              "上传文件替换",
	DownloadCurrent:   "下载当前数据",
	Save:              "保存",
	Discard:           "放弃修改",
	Diff:              "保存后的变化",
	DiffExplained:     "− 当前 · + 修改后",
	DiffLabel:         "各行差异",
	NoLineEnd:         "末尾无换行",
	ConflictText: func(edited, now string) string {
		const kept = "尚未保存，输入的内容仍在。请与当前数据比较，再决定覆盖还是放弃修改。"
		if edited == now {
			return kept
		}
		return "编辑的是版本 " + edited + "，而当前已是版本 " + now + "。" + kept
	},
	Gone:         "打开之后，该节点已被删除。尚未保存，输入的内容仍在：可复制后重新创建该节点。",
	ConflictFile: "尚未保存。请先查看当前数据，再决定是否替换。",
	Review:       "检查修改",
	ReviewFile:   "检查该文件",
	AsRead:       "按读取时的形式保存：",
	AsText:       "以文本编辑",
	AsHex:        "以十六进制编辑",
	HexHint:      "每个字节两位数字，空白和换行没有意义。",
	Null:         "存为 null：完全没有数据，与空值不同",
}

var chineseDelete = Delete{
	DocumentTitle: func(node string) string { return "删除 " + node },
	Title:         "确定删除该节点？",
	AllBelow:      "查看将被删除的全部内容",
	Explained:     "节点及其数据和 ACL 将被删除，对所有人生效。",
	Forever:       "无法撤销。",
	Kept:          "在本控制台保留原内容期间可以撤销。",
	Ephemeral:     "拥有它的客户端仍保持连接，可能会再次创建它。",
	More:          "数据未完，后面还有。",
	Untold:        "该节点的 ACL 未授予 READ 权限，ZooKeeper 因此不提供其内容。只要父节点的 ACL 授予 DELETE 权限，仍可删除。",
	Version:       "要删除的版本",
	AnyVersion:    "其他版本不会被删除。填 -1 则不论是哪个版本、他人刚写入了什么，一律删除。",
	Any:           "删除该节点",
	Delete:        func(version string) string { return "删除版本 " + version },
	Conflict: func(version string) string {
		return "尚未删除。该节点现在是版本 " + version + "，请先查看再删除。"
	},
}
