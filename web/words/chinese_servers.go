package words

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

var chineseServersPage = Servers{
	Title:         "服务器",
	DocumentTitle: func(cluster string) string { return cluster + " 的服务器" },
	Asked:         "查询于",
	NotAsked:      "尚未应答",
	ByAdmin:       "不再接受来自此处的连接：由 AdminServer 提供",
	Quorum: func(up, voters, margin, groups int) string {
		of := Count(voters) + " 台投票服务器中有 " + Count(up) + " 台在服务。"
		switch {
		case margin < 0:
			of += "集群不足法定人数，无法作任何修改。"
		case margin == 0 && groups > 0:
			of += "再有一台故障，集群就可能停止。"
		case margin == 0:
			of += "不能再有服务器故障。"
		default:
			of += "还可以有 " + Count(margin) + " 台故障。"
		}
		return of
	},
	QuorumUntold: func(up, voters, untold int) string {
		return Count(voters) + " 台投票服务器中至少有 " + Count(up) + " 台在服务，" + Count(untold) + " 台未提供信息。"
	},
	QuorumCounted: func(up, voters, silent, margin int) string {
		return Count(voters) + " 台投票服务器中至少有 " + Count(up) + " 台在服务。leader 仍计入另外 " + Count(silent) + " 台，但没有应答本控制台。" + chineseSurely(margin)
	},
	InGroups:   chineseGroups,
	Guessed:    "没有服务器提供投票成员，因此按本控制台的列表、每台一票计算。",
	OneEach:    chineseOneEach,
	Findings:   "存在的问题",
	NoFindings: "从服务器提供的信息看，没有问题。",
	Since:      "始于",

	Server: "服务器", Role: "角色", Version: "版本", Latency: "延迟", Percentile: "第 99 百分位", Connections: "连接数", Outstanding: "等待中",
	Znodes: "节点数", Watches: "watch 数", Ephemerals: "临时节点数", Data: "数据量", Zxid: "最新 zxid", Fsync: "刷盘 (fsync)", Election: "选举",
	LatencyHint:    "服务器开始服务以来请求的最短、平均与最长耗时；选举后重新计算",
	PercentileHint: "99% 的读请求与写请求的耗时不超过此值",
	FsyncHint:      "服务器启动以来把日志写入磁盘的平均与最长耗时",
	ElectionHint:   "服务器启动以来寻找 leader 的次数、其中最长的耗时，以及最近一次结束的时间",
	Running:        func(d time.Duration) string { return "已服务 " + chineseLong(d) },
	LatencyOf: func(min, avg, max float64) string {
		return milliseconds(min) + " / " + milliseconds(avg) + " / " + milliseconds(max) + " 毫秒"
	},
	PercentileOf: func(read, write float64) string { return milliseconds(read) + " / " + milliseconds(write) + " 毫秒" },
	FsyncOf:      func(avg, max float64) string { return milliseconds(avg) + " / " + milliseconds(max) + " 毫秒" },
	ElectionOf: func(count int, longest float64) string {
		return Count(count) + " 次，" + milliseconds(longest) + " 毫秒"
	},
	LastElection: "最近一次",
	Behind: func(transactions int64, d time.Duration) string {
		if d < time.Second {
			return "落后 " + Count(int(transactions)) + " 个事务"
		}
		return "落后 " + Count(int(transactions)) + " 个事务，" + strconv.Itoa(int(d.Seconds())) + " 秒"
	},
	Millis: func(ms float64) string { return milliseconds(ms) + " 毫秒" },

	MissingTitle: "服务器未提供的信息",
	MissingCommand: func(commands, setting string) string {
		switch setting {
		case "4lw.commands.whitelist":
			return setting + " 中没有：" + commands + "。"
		case "admin.needClientAuth":
			return commands + " 不允许无凭据访问 (" + setting + ")。"
		}
		return "没有找到 " + commands + " (" + setting + ", --cluster-admin-port)。"
	},
	AtAll:    "所有服务器",
	NoClock:  "时钟偏差：只有 AdminServer 的应答提供（ZooKeeper 3.5 及更新版本）。",
	NoPorts:  "从本控制台能否连到 quorum 端口：将 conf 加入 4lw.commands.whitelist 才能得知是哪些端口。能连到其中之一的人可不受 ACL 限制地取得所有节点。",
	Older:    "第 99 百分位、刷盘耗时、运行时长、选举，以及请求是否变慢：ZooKeeper 3.6 起才提供。",
	NoDisk:   "磁盘剩余空间：ZooKeeper 不提供。请在每台机器上监视 dataDir 和 dataLogDir。",
	Settings: "配置",
	Setting:  "设置",
	Differs:  "不一致",
	Members:  "集群 (ensemble) 的成员",
	Member:   func(id int, host string) string { return "成员 server." + strconv.Itoa(id) + " " + host },
	Voter:    "有投票权",
	Watcher:  "观察者 (observer)",
	GroupVoter: func(group string, weight int) string {
		if weight == 0 {
			return "第 " + group + " 组，无投票权（权重为 0）"
		}
		return "在第 " + group + " 组投票，权重 " + strconv.Itoa(weight)
	},
	Untold: "未提供",
	Hidden: "服务器的配置只向路径不受限的人显示。",
	Plots:  "最近几小时",
	PlotOf: map[string]string{
		"latency": "延迟（毫秒）", "outstanding": "等待中的请求", "connections": "连接数", "znodes": "节点数",
	},
	PlotLabel:  func(what, since string) string { return what + "，始于 " + since + "；数值见下" },
	PlotsTable: "以数值显示",
	PlotWhat:   "指标",
	PlotLeast:  "最小",
	PlotMean:   "平均",
	PlotMost:   "最大",
	PlotLast:   "最新",
	PlotCourse: "各时间之下：从该时间到下一时间的平均值与最大值。",
	PlotNone:   "查询的时间还不够长，无法绘图。",
	Now:        "现在",
}

// chineseLong returns a duration in its longest unit.
func chineseLong(d time.Duration) string {
	n, unit := inUnit(d)
	if n == 0 {
		n, unit = int(d.Seconds()), "second"
	}
	return Count(n) + " " + map[string]string{"year": "年", "month": "个月", "day": "天", "hour": "小时", "minute": "分钟", "second": "秒"}[unit]
}

var chineseFindings = Findings{
	InGroups: "各服务器权重相同时，分为三组，或每组三台投票服务器，允许一台故障。",
	Full:     "它的连接数已达上限。请在会话页面查看谁占用的连接最多；确有需要时，请调高 maxClientCnxns（每个地址）或 maxCnxns（总数）。",
	Silence:  "静默",
	Reason:   "原因",
	Days:     "天数",
	Silenced: func(n int) string { return "已静默 " + Count(n) + " 个问题" },
	Lift:     "结束静默",
	Because:  func(by, reason string) string { return "由 " + by + " 静默：“" + reason + "”，直至" },
	Alike: map[string]func(string) string{
		"admin_open": func(servers string) string {
			return servers + " 的 AdminServer 对任何人应答：会泄露配置，也可能被占满。"
		},
		"answer_large": func(servers string) string {
			return servers + " 的应答曾接近或超过客户端在未调高 jute.maxbuffer 时可接受的大小。"
		},
		"peer_ports_open": func(servers string) string {
			return "从本控制台可以连接到 " + servers + " 仅供成员之间使用的端口。"
		},
	},
	Each: "逐台查看",
	Several: func(versions string, n int) string {
		return "版本 " + versions + " 的 ZooKeeper 有 " + Count(n) + " 个已知的安全漏洞。"
	},
	Upgrade:  func(fixed string) string { return "请升级到 " + fixed + " 或更新的版本。" },
	Which:    "查看这些漏洞",
	Hole:     func(cve, fixed string) string { return cve + "，已在 " + fixed + " 中修复。" },
	Znode:    "查看该节点",
	Session:  "查看该会话",
	Severity: map[string]string{"critical": "严重", "warning": "警告", "notice": "提示"},
	Count: func(critical, warnings, notices int) string {
		var parts []string
		if critical > 0 {
			parts = append(parts, Count(critical)+" 个严重问题")
		}
		if warnings > 0 {
			parts = append(parts, Count(warnings)+" 个警告")
		}
		if notices > 0 {
			parts = append(parts, Count(notices)+" 个提示")
		}
		return strings.Join(parts, "，")
	},
	What: map[string]func(znode.Args) string{
		"no_quorum": func(a znode.Args) string {
			if groups := groupsOf(a); groups > 0 {
				return "集群已停止服务：" + a["voters"] + " 台投票服务器中有 " + a["up"] + " 台在服务。" + chineseGroups(groups)
			}
			return "集群已停止服务：" + a["voters"] + " 台投票服务器中有 " + a["up"] + " 台在服务，需要 " + a["needed"] + " 台。" + chineseUnweighed(a)
		},
		"quorum_unknown": func(a znode.Args) string {
			if groups := groupsOf(a); groups > 0 {
				return "没有服务器告知本控制台集群是否在服务。" + chineseGroups(groups)
			}
			return "没有服务器告知本控制台集群是否在服务：" + a["voters"] + " 台投票服务器中需要 " + a["needed"] + " 台。" + chineseUnweighed(a)
		},
		"no_margin": func(a znode.Args) string {
			serve := " 台投票服务器中有 "
			if a["most"] != a["up"] {
				serve = " 台投票服务器中至多有 "
			}
			return a["voters"] + serve + a["most"] + " 台在服务。再有一台故障，集群就" + chineseStops(a)
		},
		"few_voters": func(a znode.Args) string {
			return "集群有 " + a["voters"] + " 台投票服务器。有一台故障，集群就" + chineseStops(a)
		},
		"server_away": func(a znode.Args) string {
			if a["why"] == "" {
				return a["server"] + " 与其他服务器失去联系：它只为接受只读连接的客户端提供读取 (readonlymode.enabled)。"
			}
			switch znode.Code(a["why"]) {
			case znode.CodeServerRefusesTLS, znode.CodeServerAuthority, znode.CodeServerOtherName, znode.CodeServerCertificate:
				return a["server"] + " 与本控制台互不信任：无法得知它是否在服务。"
			case znode.CodeServerNoQuorum:
				return a["server"] + " 在运行，但不提供服务：它没有找到 leader。如果一直如此，则它在 server.N 行所列的端口上连不到足够的其他服务器。"
			case znode.CodeServerTLS, znode.CodeServerNoTLS:
				return a["server"] + " 与本控制台只有一方使用 TLS：无法得知它是否在服务。"
			}
			switch a["counted"] {
			case "it":
				return a["server"] + " 没有应答本控制台，但 leader 仍计入它：它已停滞，或者只是从此处无法到达。"
			case "some":
				return a["server"] + " 没有应答本控制台。leader 仍计入部分没有应答的服务器：它们已停滞，或者只是从此处无法到达。"
			}
			return a["server"] + " 不在服务。"
		},
		"server_hangs_up": func(a znode.Args) string {
			if a["role"] != "" {
				return a["server"] + " 接受本控制台的连接后随即挂断；但据其 AdminServer 所述，它在为他人服务 (" + a["role"] + ")。"
			}
			return a["server"] + " 接受本控制台的连接后随即挂断：从此处无法得知它是否在为他人服务。"
		},
		"strangers": func(a znode.Args) string {
			return "不属于任何 ensemble，各自保存自己的数据：" + a["servers"] + "。"
		},
		"behind": func(a znode.Args) string { return a["server"] + " 落后 leader " + number(a["seconds"]) + " 秒。" },
		"latency": func(a znode.Args) string {
			what := map[string]string{"reads": "读请求", "writes": "写请求"}[a["of"]]
			return a["server"] + " 上的" + cmp.Or(what, "请求") + "平均耗时 " + number(a["ms"]) + " 毫秒。"
		},
		"outstanding": func(a znode.Args) string {
			return a["server"] + " 上有 " + number(a["count"]) + " 个请求在等待。"
		},
		"fsync": func(a znode.Args) string {
			return a["server"] + " 把日志写入磁盘平均耗时 " + number(a["ms"]) + " 毫秒。"
		},
		"flooding": func(a znode.Args) string {
			from := ""
			if a["session"] != "" {
				from = "，主要来自会话 " + a["session"]
			}
			return someClient(a, "有客户端") + " 在 " + number(a["connections"]) + " 个连接上每秒共向 " + a["server"] + " 发送 " + number(a["rate"]) + " 个请求" + from + "。"
		},
		"connections": func(a znode.Args) string {
			return someClient(a, "有地址") + " 占用了 " + a["server"] + " 对每个地址所允许的 " + number(a["max"]) + " 个连接中的 " + number(a["count"]) + " 个。"
		},
		"connections_rejected": func(a znode.Args) string {
			return a["server"] + " 刚刚拒绝了连接，近来共 " + number(a["count"]) + " 个：它的连接数已达上限。"
		},
		"answer_large": func(a znode.Args) string {
			return a["server"] + " 自开始服务以来发送过 " + number(a["bytes"]) + " 字节的应答。未调高 jute.maxbuffer 时，客户端只接受 " + number(a["max"]) + " 字节。"
		},
		"descriptors": func(a znode.Args) string {
			return a["server"] + " 已打开 " + number(a["count"]) + " 个文件和连接，上限为 " + number(a["max"]) + " 个。"
		},
		"zxid_near_end": func(a znode.Args) string {
			return "leader " + a["server"] + " 已用去本 epoch 事务编号的 " + a["percent"] + "%。用尽时它会放弃 leader 身份，集群会停下来选举。"
		},
		"certificate": func(a znode.Args) string {
			if strings.HasPrefix(a["days"], "-") {
				return a["server"] + " 的证书已过期。"
			}
			return a["server"] + " 的证书将在" + daysChinese(a["days"]) + "后过期。"
		},
		"config_differs":  func(a znode.Args) string { return "各服务器的设置不一致：" + a["settings"] + "。" },
		"versions_differ": func(a znode.Args) string { return "各服务器运行的版本不同：" + a["versions"] + "。" },
		"security_hole": func(a znode.Args) string {
			return "版本 " + a["versions"] + " 的 ZooKeeper 有已知的安全漏洞 " + a["cve"] + "，已在 " + a["fixed"] + " 中修复。"
		},
		"admin_open": func(a znode.Args) string {
			return a["server"] + " 的 AdminServer 对任何人应答：会泄露配置，也可能被占满。"
		},
		"peer_ports_open": func(a znode.Args) string {
			return "从本控制台可以连接到 " + a["server"] + " 仅供成员之间使用的端口：" + strings.ReplaceAll(a["ports"], " ", "、") + "。"
		},
		"children_large": func(a znode.Args) string {
			return cmp.Or(a["path"], "某个节点") + " 有 " + number(a["children"]) + " 个子节点，其列表为 " + number(a["bytes"]) + " 字节。未调高 jute.maxbuffer 时，已达客户端可接受大小的 " + a["percent"] + "%。"
		},
		"clocks": func(a znode.Args) string {
			side := map[string]string{"ahead": "快", "behind": "慢"}[a["side"]]
			return a["server"] + " 的时钟比本控制台" + cmp.Or(side, "偏差") + " " + number(a["seconds"]) + " 秒。"
		},
		"quota_near": func(a znode.Args) string {
			of := map[string]string{"count": "个节点", "bytes": "字节"}[a["of"]]
			return cmp.Or(a["path"], "有节点") + " 的配额已用 " + a["percent"] + "%：" + number(a["limit"]) + " " + of + "中已用 " + number(a["used"]) + "。"
		},
		"sequence_near_end": func(a znode.Args) string {
			return cmp.Or(a["path"], "有节点") + " 的下一个顺序子节点编号为 " + number(a["next"]) + "，最大为 " + number(a["max"]) + "，已用 " + a["percent"] + "%。用尽后 ZooKeeper 会用负数编号，锁和队列将失去次序。"
		},
	},
	Next: map[string]string{
		"no_quorum":            "启动服务器，直到数量足够。停止的原因见其日志。",
		"quorum_unknown":       "原因见各行。请从另一台机器查询（例如用 zkCli），并恢复不在的服务器。",
		"no_margin":            "先恢复缺少的服务器，再动其他服务器。",
		"few_voters":           "有三台投票服务器时，允许一台故障。",
		"server_away":          "原因见其所在行；连接诊断会逐步尝试连接。",
		"server_hangs_up":      "请从另一台机器查询它。若在那里有应答，则来自本控制台地址的连接过多：请关闭一些，或调高 maxClientCnxns。否则请检查它是否在运行：它的连接总数可能已达上限 (maxCnxns)；服务器不在时，代理也会接受连接。",
		"strangers":            "客户端连到另一台服务器时会看到不同的节点。请为它们配置相同的 server.N 行，或把它们写成各自的集群。",
		"behind":               "从那里读到的是旧数据。请检查其磁盘、网络以及 Java 的停顿。",
		"latency":              "请检查其刷盘耗时和等待中的请求：常见原因是磁盘慢或突发的大量写入。",
		"outstanding":          "请求多于它的处理能力。请查找发送过多请求的客户端，并检查刷盘耗时。",
		"fsync":                "请为事务日志使用单独的磁盘 (dataLogDir)。",
		"flooding":             "请查明该地址上运行着什么，为何如此频繁地请求：或许可以改用 watch。",
		"connections":          "达到 maxClientCnxns 后，服务器会挂断新的连接。请查找从不关闭的连接，或调高此设置。",
		"connections_rejected": "被拒绝的客户端无法使用该服务器。请在会话页面查看谁占用的连接最多；确有需要时，请调高 maxClientCnxns（每个地址）或 maxCnxns（总数）。",
		"answer_large":         "请找出子节点最多或数据最大的节点并拆分，以免客户端因此失去会话。在重启、选举或收到 srst 之前，服务器一直会报告这一最大的应答。",
		"descriptors":          "请调高可打开文件数的上限 (ulimit -n)，或查明谁打开了这么多连接。",
		"zxid_near_end":        "请在空闲时重启 leader，让选举在那时发生。",
		"certificate":          "请更换证书；开启 sslKeystoreReload 时，ZooKeeper 会重新读取。",
		"config_differs":       "请在“配置”中比较，并使其一致。",
		"versions_differ":      "若没有正在进行的升级，请全部升级到最新版本。",
		"security_hole":        "请升级到该版本或更新的版本。",
		"admin_open":           "让它只监听本机 (admin.serverAddress=127.0.0.1)，或关闭它 (admin.enableServer=false)，或用防火墙保护。",
		"peer_ports_open":      "能连到 quorum 端口的人可不受 ACL 限制地取得所有节点。请用防火墙只放行成员，或要求证书 (sslQuorum=true)。",
		"quota_near":           "请删除不需要的内容，或在该节点的页面上调高配额。超出后服务器会写一行日志；超出硬配额且开启 zookeeper.enforceQuota 时，它会拒绝修改。",
		"children_large":       "请删除不需要的子节点，或将其分散到多个父节点：超过 jute.maxbuffer 后，列出子节点的客户端会一再失去连接。",
		"sequence_near_end":    "请让客户端改用另一个父节点，或在无人使用时删除并重新创建它：这样会从 0 开始编号。",
		"clocks":               "请用 NTP 校准时钟：节点的时间和证书都依赖于它。",
	},
	Holes: map[string]string{
		"CVE-2017-5637":  "任何人都可以用 wchp 和 wchc 占满服务器",
		"CVE-2018-8012":  "任何机器都可以加入法定人数",
		"CVE-2019-0201":  "任何人都可以读到 ACL 中的标识",
		"CVE-2023-44981": "服务器之间使用 SASL 时，不带实例名的成员可以加入法定人数",
		"CVE-2024-23944": "持久 watch 会透露设置者无权读取的路径",
		"CVE-2024-51504": "AdminServer 相信请求自称的来源地址",
		"CVE-2025-58457": "AdminServer 允许无权的人做快照和恢复",
		"CVE-2026-24281": "会按反向 DNS 接受证书",
	},
}

// chineseGroups explains which votes make a quorum if the ensemble has groups.
func chineseGroups(groups int) string {
	if groups == 1 {
		return "各服务器的权重不同：在服务的权重须过半 (weight.N)。"
	}
	return "服务器分 " + Count(groups) + " 组投票：须有 " + Count(groups/2+1) + " 组中过半的票在服务 (group.N, weight.N)。"
}

// chineseStops completes a sentence about one more failure.
func chineseStops(a znode.Args) string {
	if groups := groupsOf(a); groups > 0 {
		return "可能停止。" + chineseGroups(groups)
	}
	return "会停止。" + chineseUnweighed(a)
}

// chineseUnweighed completes a sentence that counts one vote for each server because groups and
// weights are not known.
func chineseUnweighed(a znode.Args) string {
	if oneEach(a) {
		return chineseOneEach
	}
	return ""
}

// chineseOneEach says that the groups and weights of votes are not known.
const chineseOneEach = "没有服务器告知是否分组投票或权重不同，因此按每台一票计算。"

// chineseSurely says how many servers may fail if the silent ones that the leader counts do not
// help.
func chineseSurely(margin int) string {
	switch {
	case margin < 0:
		return "不计入它们，则不足法定人数。"
	case margin == 0:
		return "不计入它们，则不能再有服务器故障。"
	}
	return "不计入它们，则还可以有 " + Count(margin) + " 台故障。"
}
