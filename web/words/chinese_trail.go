package words

import "strconv"

var chineseTrail = Trail{
	Title:       "审计日志",
	ExportCSV:   "导出 CSV",
	ExportLines: "导出 JSON lines",
	SignIns:     "登录列表",
	When:        "时间",
	What:        "操作",
	Who:         "用户",
	Filter:      "筛选审计日志",
	User:        "用户",
	Path:        "路径及其下级",
	Event:       "操作",
	Outcome:     "结果",
	Cluster:     "集群",
	From:        "起始",
	Before:      "截止",
	LastHour:    "最近一小时",
	Spans:       "时间范围",
	Today:       "今天",
	Yesterday:   "昨天",
	Events: map[string]string{
		"sign_in": "登录", "sign_out": "退出登录", "session.read": "查看登录列表", "session.end": "结束登录",
		"node.read": "查看", "node.raw": "下载", "node.reveal": "显示明文", "node.search": "查找", "node.batch": "批量修改",
		"node.create": "创建", "node.set": "修改", "node.delete": "删除", "node.acl": "设置 ACL", "node.quota": "设置配额",
		"proposal.make": "提出修改", "proposal.apply": "执行提议", "proposal.reject": "拒绝提议", "proposal.expire": "提议过期",
		"node.export": "导出", "share.make": "创建分享链接", "share.use": "打开分享链接", "share.end": "结束分享链接", "finding.silence": "静默问题", "audit.read": "查看审计日志", "audit.export": "导出审计日志", "audit.remove": "清除过期记录", "audit.gap": "审计日志有缺失",
		"directory.check": "检查用户目录", "console.start": "控制台启动", "console.stop": "控制台停止",
	},
	Outcomes: map[string]string{"intent": "即将执行", "ok": "成功", "denied": "拒绝", "failed": "失败", "conflict": "冲突", "unknown": "结果未知"},
	Facts: Facts{
		Cluster: "集群", Before: "修改前", After: "修改后", Identities: "ZooKeeper 身份", Session: "ZooKeeper 会话",
		ConsoleSession: "控制台会话", Request: "请求", Removed: "清除截至", Ranges: "已清除的记录", Batch: "修改", Intent: "执行前的记录", Hash: "哈希",
		Proposal: "提出于", Approval: "批准于",
		Named: map[string]string{
			"acl_before": "之前的 ACL", "aversion_before": "之前的 ACL 版本", "at": "截至", "change": "修改", "contenders": "读取的竞争者",
			"finding": "问题", "format": "格式", "id": "提议", "job": "任务", "limits": "配额", "limits_before": "之前的配额",
			"masked": "敏感信息已脱敏", "owner": "创建者", "q": "筛选", "query": "查询", "report": "报告", "seen": "所见节点数",
			"share": "分享链接", "transaction": "事务", "until": "截止", "values": "所含的值", "with": "比较对象",
		},
		Data: func(version, bytes int, mzxid, hash string) string {
			said := "版本 " + strconv.Itoa(version) + "，" + Count(bytes) + " 字节"
			if mzxid != "" {
				said += "，mzxid " + mzxid
			}
			if hash != "" {
				said += "，带密钥的哈希 " + hash
			}
			return said
		},
		Ops: func(count int, first, last, blamed string) string {
			said := Count(count) + " 项修改，从 " + first + " 到 " + last
			if blamed != "" {
				said += "；因 " + blamed + " 而中止"
			}
			return said
		},
		Each: func(failed int, first string) string {
			return "；" + Count(failed) + " 项未完成，第一项是 " + first
		},
		Head: func(seq int64, hash string) string { return strconv.FormatInt(seq, 10) + "，哈希 " + hash },
	},
	Any:        "不限",
	Apply:      "筛选",
	ShowAll:    "显示全部",
	Empty:      "审计日志为空。登录、查看和修改节点都会记录在此。",
	NoMatch:    "没有符合条件的记录。清空某个条件可扩大范围。",
	NoOlder:    "没有更早的记录。",
	NothingYet: "目前尚未找到。",
	Away: func(clusters string) string {
		return "未列出与 " + clusters + " 有关的记录：目前没有连接，zkweb 无法确认其中哪些可以查看。这些记录都还在。"
	},
	Partial:     "为及时应答，查找到此为止。更早的记录中可能还有。",
	Newest:      "最新",
	Older:       "更早",
	SearchOlder: "继续查找更早的记录",
	Of:          "用户",
	Reason:      func(text string) string { return "理由：" + text },
	Entry:       func(number string) string { return "第 " + number + " 条" },
	Anonymous:   "匿名",
	In:          func(cluster string) string { return "集群 " + cluster },
	Times:       func(n int) string { return "连续 " + Count(n) + " 次，首次于" },
	RevealedTo:  "通过页面或导出查看过该节点明文的用户：",
	OfNode:      "该节点的审计记录",
	Outside: func(n int) string {
		if n == 0 {
			return "未经 zkweb：没有修改"
		}
		return "未经 zkweb：" + Count(n) + " 项修改"
	},
	OutsideMore: func(n int) string {
		if n == 0 {
			return "未经 zkweb：目前尚未找到修改"
		}
		return "未经 zkweb：超过 " + Count(n) + " 项修改"
	},
	OutsideGaps: "其中有一段时间情况未知：缺口列在“修改记录”中。",
	OutsideAll:  "在“修改记录”中查看全部",
	WhoRevealed: "谁查看过明文",
}
