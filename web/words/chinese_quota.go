package words

import "zkweb/zkconn/znode"

var chineseQuota = Quota{
	DocumentTitle: func(node string) string { return "配额：" + node },
	Title:         "配额",
	Used: func(count, bytes int64) string {
		return "已用：" + Count(int(count)) + " 个节点（含该节点），数据 " + Count(int(bytes)) + " 字节。"
	},
	Above:     "上级节点的配额对该节点生效，ZooKeeper 不接受其下再设配额：",
	Below:     "下级节点已有配额，这里不能再设：",
	Now:       "现在的配额",
	None:      "这里没有配额。设置后，ZooKeeper 会统计该节点及其下所有节点。",
	Count:     "节点数上限",
	Bytes:     "数据字节数上限",
	HardCount: "节点数硬上限，超出则拒绝",
	HardBytes: "数据字节数硬上限，超出则拒绝",
	Hint: "超出前两项时，服务器只记录警告，不会拒绝；超出后两项时会拒绝，但需要 ZooKeeper 3.7 及以上，" +
		"且 zookeeper.enforceQuota 为 true。留空表示不限；四项都留空则取消配额。",
	Save:  "保存配额",
	Saved: "配额已保存。",
}

var chineseQuotaErrors = Errors{
	znode.CodeQuotaChroot: text("ZooKeeper 把配额保存在该集群的 chroot 之外，本控制台无法访问。"),
	znode.CodeQuotaPath:   text("根节点和 ZooKeeper 自身的节点没有配额。"),
	znode.CodeQuotaAbove: func(a znode.Args) string {
		return "未作任何修改：上级节点 " + a["path"] + " 已有配额，ZooKeeper 不接受其下再设配额。"
	},
	znode.CodeQuotaBelow: func(a znode.Args) string {
		return "未作任何修改：下级节点 " + a["path"] + " 已有配额，ZooKeeper 不接受其上再设配额。"
	},
	znode.CodeQuotaChanged: text("读取之后，该配额已被他人设置。未作任何修改。"),
	znode.CodeQuotaLimit: func(a znode.Args) string {
		return "上限应为 0 到 " + number(a["max"]) + " 的整数，留空表示不限。"
	},
}
