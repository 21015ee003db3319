package words

var chineseBundle = Bundle{
	Title:  "支持包",
	Make:   "下载支持包",
	About:  "协助排查问题的人所需的该节点及其全部下级的信息，打包为一个 zip 文件。下载会记入审计日志。",
	Masked: "控制台识别出的敏感信息已脱敏，ACL 中的密码哈希已去除，其余保持原样。发送之前请先查看。",
	Holds:  "内容",
	Files: map[string]string{
		"CONTENTS.txt":  "本清单：内容、时间、由谁下载、读自哪台服务器。",
		"znodes.jsonl":  "每个节点的 ACL 和数据，每行一个，格式同导出文件。",
		"stats.csv":     "每个节点的状态信息 (stat)：zxid、时间、版本、所属会话、大小。仅前 500,000 个。",
		"denied.txt":    "无法读取的内容及原因。",
		"health.json":   "各服务器的状态：角色、延迟、连接数、等待的请求、zxid；以及存在的问题。",
		"versions.json": "控制台和服务器的版本。",
	},
	Of: func(cluster, path, by, at string) string {
		said := "集群 " + cluster + " 中的 " + path + " 及其全部下级，下载于 " + at
		if by != "" {
			said += "，由 " + by + " 下载"
		}
		return said + "。"
	},
	Synced: func(server, at, zxid string) string {
		return "经由 " + server + " 读取；它在 " + at + " 与 leader 同步 (sync) 后已有 zxid " + zxid + " 及之前的全部修改：此处内容不会早于该时刻。"
	},
	Unsynced: func(server string) string {
		return "经由 " + server + " 读取；未能让它与 leader 同步 (sync)：若它落后，此处内容也同样落后。"
	},
	Sums: func(znodes, denied, unnamed int) string {
		said := Count(znodes) + " 个节点，其中 " + Count(denied) + " 个未能完整读取"
		if unnamed > 0 {
			said += "，有 " + Count(unnamed) + " 个未列出"
		}
		return said + "。"
	},
	Terms:   "节点是 ZooKeeper 中的一个条目：一个路径及其数据，其下还可以有其他节点。ACL 说明谁可以对它做什么，状态信息 (stat) 说明它何时创建和修改。zxid 是修改的编号，在所有服务器上相同。",
	Stopped: "因达到上限而提前停止，下级还有更多节点。",
}
