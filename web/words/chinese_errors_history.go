package words

import "zkweb/zkconn/znode"

var chineseHistoryErrors = Errors{
	znode.CodeHistoryOff:       text("本控制台没有该集群的历史记录：运行时没有为它指定 --history。"),
	znode.CodeHistoryEmpty:     text(chineseHistory.NotBegun),
	znode.CodeHistoryBefore:    text("历史记录的起点比这更晚。此前的内容没有记录。"),
	znode.CodeHistoryDropped:   text("这部分历史记录刚刚已被清除。请刷新页面。"),
	znode.CodeHistoryNone:      text("历史记录中没有该节点可供查看的这一版本。"),
	znode.CodeHistoryGone:      text("当时没有该节点。"),
	znode.CodeHistorySkipped:   text("历史记录不保留该节点的数据：--history-skip 将其排除。它的大小和修改有记录。"),
	znode.CodeHistoryUnseen:    text("未能看到该版本的数据：读取之前它已不在。写入这一修改有记录。"),
	znode.CodeHistorySealed:    text("数据已加密，所用密钥与此处 --history-key 指定的不同。"),
	znode.CodeHistoryDenied:    text("节点的过去只对其现在的 ACL 和当时的 ACL 都允许读取的人开放。两者之一不允许，或者当时没有节点。"),
	znode.CodeHistoryMasked:    text("该版本含有敏感信息，在此已脱敏，因此无法恢复其文本。请重新设置数据。"),
	znode.CodeHistoryPast:      text("这是过去的状态，不能修改。请转到节点的当前状态。"),
	znode.CodeHistoryNow:       text("此处只有现在的状态，没有过去某一时刻的状态。过去的状态请见节点页面、“查找”、“比较”和“版本”。"),
	znode.CodeHistoryMoment:    text("时刻可以是 zxid，例如 0x10000002a，或时间，例如 2026-01-31T10:42:00Z。"),
	znode.CodeHistoryVerb:      func(a znode.Args) string { return "修改的种类有 " + a["verbs"] + "。" },
	znode.CodeHistoryUndeleted: text("历史记录没有显示该节点被删除。请选择它过去的某个时刻。"),
	znode.CodeHistoryParent: func(a znode.Args) string {
		return "它的父节点 " + a["path"] + " 也已不存在。请先恢复或创建它。"
	},
	znode.CodeHistoryDigest: text("它的 ACL 含有 digest，只有当时和现在都有 ADMIN 权限的人才能看到。没有 digest，任何人都无法访问。"),
	znode.CodeHistorySlow:   text("历史记录未能及时应答。请缩短时间范围，或选择更靠下的节点。"),
}
