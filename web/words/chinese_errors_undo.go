package words

import "zkweb/zkconn/znode"

var chineseUndo = Errors{
	znode.CodeKeepTooLarge:   text("未作修改：将被替换的内容超过本控制台保留的上限。请一次少改一些，或调大 --keep-previous-size。"),
	znode.CodeVaultFailing:   text("未作修改：无法保留将被替换的内容，修改后便不能撤销。数据目录所在磁盘可能已满、过慢或出现故障。"),
	znode.CodeVaultUnread:    text("无法读取该修改之前的内容。数据目录所在磁盘可能出现故障。"),
	znode.CodeVaultKey:       text("该修改之前的内容是用另一个密钥加密的，与现在的 --data-key 不符。"),
	znode.CodeKeptNoLonger:   chineseOfZnodes("该修改之前的内容已不再保留。"),
	znode.CodeUndoOff:        chineseOfZnodes("本控制台不保留修改之前的内容：运行时没有 --keep-previous。"),
	znode.CodeUndoNone:       text("在本浏览器登录的集群中没有这项修改。"),
	znode.CodeUndoUnkept:     chineseOfZnodes("该修改不能撤销：没有保留修改之前的内容。"),
	znode.CodeUndoUnrecorded: chineseOfZnodes("没有保留该修改之前的内容，历史记录中也没有这项修改：尚未记录、已不再保留，或处于缺口之中。刚刚修改的，请稍后再试。"),
	znode.CodeUndoLarge: func(a znode.Args) string {
		return chineseOfZnodes("该修改替换了超过 " + a["mib"] + " MiB 的内容，无法一次撤销。")(a)
	},
	znode.CodeUndoNotMade:  text("没有可撤销的内容：该修改并未完成。"),
	znode.CodeUndoUnknown:  text("该修改不能撤销：它的应答已丢失，从节点也看不出修改是否完成。"),
	znode.CodeUndoRepeated: chineseOfZnodes("该修改不能一步撤销：它两次改动了同一节点，或与其他修改一起创建了顺序节点。"),
	znode.CodeUndoMany: func(a znode.Args) string {
		return "该事务有 " + number(a["changes"]) + " 项修改，最多可撤销 " + number(a["most"]) + " 项。被删除的内容可以从被删除节点的页面恢复。"
	},
	znode.CodeTransactionNone: text("历史记录中没有可供查看的这个事务。"),
	znode.CodeUndoUnread:      text("修改时无法读取该节点，因此没有保留其内容。"),
	znode.CodeUndoUnseen:      chineseOfZnodes("没有读取之前内容的权限，因此不能恢复。"),
	znode.CodeUndoChanged:     text("该节点此后又被修改过。撤销会一并抹去那次修改。"),
	znode.CodeUndoGone:        text("该节点此后已被删除。"),
	znode.CodeUndoThere:       text("此后在该路径上又创建了节点。"),
	znode.CodeUndoEphemeral:   text("临时节点随创建它的会话存在，因此不能恢复。它的客户端会重新创建它。"),
}

func chineseOfZnodes(sentence string) func(znode.Args) string {
	return func(a znode.Args) string {
		if a["znodes"] == "" {
			return sentence
		}
		return sentence + "涉及 " + number(a["znodes"]) + " 个节点。"
	}
}

var chineseMulti = Errors{
	znode.CodeMultiOps:  func(a znode.Args) string { return "一个事务包含 1 至 " + number(a["max"]) + " 个操作。" },
	znode.CodeMultiOp:   text("操作应为 create、set、delete、check 或 acl。"),
	znode.CodeMultiMode: text("创建方式应为 persistent、sequential、ephemeral、ephemeral_sequential、container，或带有以毫秒计的 ttl 的 ttl。"),
	znode.CodeMultiJSON: func(a znode.Args) string { return "这不是事务的 JSON：" + a["fault"] + "。" },
	znode.CodeMultiData: text("数据应为字符串、{\"encoding\":\"utf-8\",\"text\":…}、{\"encoding\":\"base64\",\"base64\":…} 或 {\"encoding\":\"null\"}。"),
	znode.CodeMultiTooLarge: func(a znode.Args) string {
		return "一个事务中的修改合计不得超过 " + number(a["bytes"]) + " 字节：ZooKeeper 将它们作为一个请求接收。请减少每次的修改。"
	},
}
