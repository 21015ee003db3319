package words

import "zkweb/zkconn/znode"

var chineseBelow = Below{
	Title:  "确定删除该节点及其下全部节点？",
	Chosen: func(n int) string { return "确定删除 " + Count(n) + " 个子节点及其下全部节点？" },
	Count: func(znodes int, size string) string {
		return Count(znodes) + " 个节点，数据共 " + size + "。"
	},
	AtLeast:   func(count string) string { return "统计提前停止：至少 " + count },
	Uncounted: "无法统计：ZooKeeper 未及时应答。",
	Systems:   "可能仍有系统需要它们：",
	System:    func(path, what string) string { return path + "：" + what },
	Ephemerals: func(n int) string {
		return "其中 " + Count(n) + " 个是临时节点：持有它们的客户端仍保持连接，可能会再次创建。"
	},
	HeldBy:    "持有的会话",
	More:      func(n int) string { return "另有 " + Count(n) + " 个" },
	Denied:    func(n int) string { return "其中 " + Count(n) + " 个节点下的内容无权列出，会保留。" },
	Explained: "节点及其数据和 ACL 将被删除，对所有人生效。删除期间他人在其下创建的节点也会被删除。",
	Kept:      "在本控制台保留原内容期间可以撤销，但临时节点和无权读取的内容除外。",
	AsJob:     "删除作为任务进行，可以暂停和取消。",
	Confirm:   "请输入以确认：",
	Delete:    func(n int) string { return "删除 " + Count(n) + " 个节点" },
	DeleteAll: "全部删除",
}

var chineseBelows = Errors{
	znode.CodeHasUndeleted:     text("其下有节点未被删除，因此保留。"),
	znode.CodeWrittenMeanwhile: text("删除前一刻有人写入过该节点。"),
	znode.CodeNotAllDeleted: func(a znode.Args) string {
		return "已删除 " + number(a["deleted"]) + " 个，未删除 " + number(a["left"]) + " 个。"
	},
	znode.CodeConfirmName:    text("未作删除：输入的名称不是该节点的名称。"),
	znode.CodeTooManyChosen:  func(a znode.Args) string { return "一次最多删除 " + number(a["max"]) + " 个子节点。" },
	znode.CodeDirectoryBelow: text("用户目录位于该处，只能用“zkweb user”修改。"),
}
