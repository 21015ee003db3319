package words

var chineseLogin = Login{
	Title:          "登录",
	RefusedTitle:   func(why string) string { return "登录失败：" + why },
	WrongPassword:  "用户名或密码错误",
	CanTryAgainIn:  func(seconds int) string { return Count(seconds) + " 秒后可以重试。" },
	Tried:          func(servers string) string { return "已尝试：" + servers },
	UserName:       "用户名",
	Password:       "密码",
	SignIn:         "登录",
	Anonymously:    "不使用凭据，直接进入",
	Explained:      "用户名和密码在独立的会话上以",
	ExplainedAfter: "凭据的形式发送给 ZooKeeper。zkweb 只在退出登录前将其保留在内存中，从不存储。",
	Unverified: func(clusters string) string {
		if clusters != "" {
			return clusters + " 没有用户目录：那里的 ZooKeeper 接受任何 digest，无法区分密码对错，因此会显示为“身份未验证”；密码有误时，部分节点会一直拒绝访问。"
		}
		return "ZooKeeper 接受任何 digest，无法区分密码对错，因此会显示为“身份未验证”；密码有误时，部分节点会一直拒绝访问。"
	},
	Cluster:     "集群",
	EachCluster: "各集群需分别登录；密码只发送给所登录的集群。",
}

var chineseClusters = Clusters{
	Title:     "集群",
	SignIn:    "登录",
	Health:    map[string]string{"serving": "正常服务", "degraded": "部分异常", "down": "不可用", "unknown": "未知"},
	Roles:     map[string]string{"leader": "主 (leader)", "follower": "从 (follower)", "observer": "观察者 (observer)", "standalone": "单机", "read-only": "只读", "unreachable": "无法到达", "": "未知"},
	Connected: "当前连接：",
	Since:     "始于",
	Hidden:    "登录后可查看其服务器。",
	Server:    "服务器", Role: "角色", Version: "版本", Latency: "延迟", Connections: "连接数", Outstanding: "等待中", Znodes: "节点数", Zxid: "最新 zxid",
	LatencyOf:   func(avg, max float64) string { return milliseconds(avg) + " / " + milliseconds(max) + " 毫秒" },
	LatencyHint: "服务器启动以来请求的平均耗时与最长耗时",
}

var chineseSignIns = SignIns{
	Title:     "登录列表",
	Explained: "所管理的各集群中已登录的人。结束登录后，对应的浏览器会立即退出登录。",
	Adding:    "在有用户目录的集群中，用户的添加、修改和删除在命令行中进行。例如只允许某人读取一个路径及其下级：",
	AddReader: "zkweb user add 用户名 --cluster 集群=HOST:PORT --role reader --path /app",
	Who:       "用户",
	LastSeen:  "最近活动",
	End:       "结束",
	EndNow:    "立即结束",
	Own:       "当前浏览器。",
	Session:   "会话",
	Since:     "登录于",
	EndLabel:  func(id, who string) string { return "结束 " + who + " 的登录（" + id + "）" },
	Browser:   "未登录者",
	Nobody:    "匿名访问者",
	SignIn:    func(role, cluster, address string) string { return cluster + " 的 " + role + " · 来自 " + address },
	Filter:    "按用户名、角色、集群、地址或 ID 筛选",
	NoMatch:   "没有符合筛选条件的登录。",
}
