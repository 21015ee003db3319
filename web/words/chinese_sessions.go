package words

import (
	"cmp"
	"time"

	"zkweb/zkconn/znode"
)

var chineseSessions = Sessions{
	Title:     "ZooKeeper 会话",
	One:       "会话",
	Explained: "该集群 (ensemble) 的全部客户端，由各服务器提供，最多每十秒读取一次。登录本控制台的人见“登录列表”。",
	Columns: map[string]string{
		"session": "会话", "address": "客户端", "server": "服务器", "since": "连接时间", "seen": "最近活动", "timeout": "超时时间", "requests": "请求数", "ephemerals": "临时节点", "watches": "watch 数",
	},
	Filter:       "按地址、ID 或名称筛选",
	FilterPaths:  "按路径筛选",
	All:          "全部会话",
	CountWatches: "统计 watch",
	ShowWatches:  "显示 watch",
	Heavy:        "向每台服务器索取全部 watch；数量很多时会短暂拖慢该服务器",
	Sessions:     func(n int) string { return Count(n) + " 个会话。" },
	Totals: func(sessions, ephemerals int) string {
		return Count(sessions) + " 个会话，共持有 " + Count(ephemerals) + " 个临时节点。"
	},
	Own:           "当前登录的会话",
	Console:       "本控制台",
	Gone:          "无连接",
	GoneExplained: "该会话没有与任何服务器的连接。如果客户端未在超时时间内恢复连接，会话将过期，其临时节点将被删除。",
	Watches:       "watch 列表",
	WatchesOf: func(connections, paths, watches int) string {
		return Count(connections) + " 个连接在 " + Count(paths) + " 个路径上共有 " + Count(watches) + " 个 watch"
	},
	WatchedBy: func(clients int) string { return Count(clients) + " 个客户端 watch 着" },
	Flood: func(clients int) string {
		return "修改其数据或将其删除，会同时向这 " + Count(clients) + " 个客户端发送事件，多数客户端随后会重新读取：预计会出现请求高峰。"
	},
	DataOnly:  "服务器只提供对数据以及节点是否存在的 watch，不包括对子节点列表的 watch。",
	Missing:   "服务器未提供的信息",
	Holds:     "临时节点",
	HoldsNone: "该会话未持有临时节点。",
	NotTold:   "没有服务器提供各会话持有的节点 (dump)。",
	Behind: func(server string, changes int64, d time.Duration) string {
		return "各会话持有的节点由 " + server + " 提供，它落后 leader " + Count(int(d.Seconds())) + " 秒、" + Count(int(changes)) + " 次修改：此后新建的临时节点未列出，此后消失的仍会列出。"
	},
	PerhapsBehind: func(server string) string {
		return "各会话持有的节点由 " + server + " 提供。没有 leader 向本控制台提供其进度，因此不知道该服务器是否落后。"
	},
	WatchesNone: "没有服务器提供该会话的 watch。",
	Hidden: func(n int) string {
		return "本页另有 " + Count(n) + " 个在 chroot 之外，或者无权列出其父节点。"
	},
	Traffic: func(received, sent, queued int) string {
		return "收到 " + Count(received) + " 个，发出 " + Count(sent) + " 个应答和事件，" + Count(queued) + " 个等待中"
	},
	Range: func(first, last, total int) string {
		return "第 " + Count(first) + "–" + Count(last) + " 个，共 " + Count(total) + " 个"
	},
	None:          "没有服务器提供任何会话。",
	NoMatch:       "没有符合筛选条件的会话。",
	NoPath:        "没有符合筛选条件的路径。",
	NobodyWatches: "没有服务器提供对该节点的 watch。",
	WhoWatches:    "谁在 watch 该节点",
	OfCluster:     "ZooKeeper 会话",
}

var chineseSessionErrors = Errors{
	znode.CodeWordRefused: func(a znode.Args) string {
		admin := map[string]string{
			"away":   "那里的 AdminServer（3.5 及以上版本）也没有应答 (admin.enableServer, --cluster-admin-port)。",
			"silent": "那里的 AdminServer 也没有及时应答。",
			"closed": "那里的 AdminServer 要求凭据。",
		}[a["admin"]]
		return a["server"] + " 的 4lw.commands.whitelist 中没有 " + a["word"] + "。" + admin + "如需查看缺少的内容，请在 zoo.cfg 中加入并重启该服务器。"
	},
	znode.CodeWordCut: func(a znode.Args) string {
		return cmp.Or(a["server"], "服务器") + " 对 " + a["word"] + " 的应答过长，超出部分未读取。"
	},
	znode.CodeSessionsUntold: text("服务器尚未提供其客户端列表。请稍后重试。"),
	znode.CodeSessionsPart: func(a znode.Args) string {
		if a["servers"] == "0" {
			return "没有服务器说明该 ensemble 有哪些服务器 (conf)：没有地址的会话可能连接在本控制台未列出的服务器上。请在 zoo.cfg 的 4lw.commands.whitelist 中加入 conf 并重启该服务器。"
		}
		return "该 ensemble 有 " + a["servers"] + " 台服务器，本控制台只列出 " + a["listed"] + " 台：其余服务器的客户端没有地址、服务器和时间。请在 --cluster 中写出所有服务器并重启控制台。"
	},
	znode.CodeSessionUnknown: text("没有服务器认识该会话：会话已结束。"),
	znode.CodeSessionID:      text("这不是会话 ID：应写作 0x… 或一个数。"),
}
