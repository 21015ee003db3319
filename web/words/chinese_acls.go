package words

var chineseACLs = ACLs{
	Title: "ACL 报告",
	Opens: map[string]string{
		"anyone":  "对任何人开放",
		"console": "对使用本控制台的所有人开放",
		"":        "其余",
	},
	About: map[string]string{
		"anyone":  "任何能连上服务器的人都可写入、创建、删除或设置 ACL。",
		"console": "有条目与控制台自身的地址或证书相符：在此登录的任何人都会获得 ZooKeeper 授予它的权限。",
		"":        "未列出的人无法修改这些节点。",
	},
	Closed: "在已查看的范围内，未发现人人都能修改的节点。",
	Who:    "谁可以做什么",
	Znodes: "节点",
	More: func(entries int) string {
		return "另有 " + Count(entries) + " 条未显示。CSV 中每部分最多 10,000 条。"
	},
	MoreOfIt: func(entries int) string { return "另有 " + Count(entries) + " 条，打开该节点可查看全部" },
	CSV:      "下载 CSV",
}
