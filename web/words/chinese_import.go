package words

import (
	"strconv"

	"zkweb/zkconn/znode"
)

var chineseImport = Import{
	Title: "导入",
	About: func(most, mib int) string {
		return "可导入“导出”所得的文件、ZooNavigator 导出文件、zkui 文本行、zip 或 tar，压缩与否均可。最多 " + Count(most) + " 个节点、" + strconv.Itoa(mib) + " MiB 数据。在查看计划之前不会修改任何内容。"
	},
	File: "文件",
	Onto: "若已有不同的数据",
	Ontos: map[string]string{
		"fail": "全部不导入", "skip": "保持原样", "overwrite": "覆盖",
	},
	Plan:   "查看计划",
	Backup: "此操作无法撤销：被替换的内容不会保留。请先做一次",
	Export: "现有内容的导出",

	Planned: "计划",
	Of: func(file, of string) string {
		if of == "" {
			return "来自文件 " + file + "。"
		}
		return "来自文件 " + file + "，它导出自 " + of + "。"
	},
	Counts: map[string]func(n int) string{
		"create":   func(n int) string { return "创建 " + Count(n) },
		"change":   func(n int) string { return "覆盖 " + Count(n) },
		"same":     func(n int) string { return "已相同 " + Count(n) },
		"skip":     func(n int) string { return "保持原样 " + Count(n) },
		"conflict": func(n int) string { return "冲突 " + Count(n) },
		"denied":   func(n int) string { return "无法进行 " + Count(n) },
	},
	Together: func(transactions int) string {
		if transactions == 1 {
			return "全部在一个事务中完成：要么全部成功，要么全不修改。"
		}
		return "将依次以 " + Count(transactions) + " 个事务完成，遇到第一个失败即停止。"
	},
	AsJob:    "将由任务完成：可以离开任务页面，也可以暂停或取消。遇到失败会继续，各节点的结果见报告。",
	Kept:     "可以撤销。",
	ACL:      "已有节点的 ACL",
	KeepACL:  "保持不变",
	SetACL:   "改为文件中的 ACL",
	ACLs:     func(n int) string { return "设置 ACL " + Count(n) },
	SetsACL:  "改为文件中的 ACL",
	Choose:   "存在冲突时无法执行。请选择如何处理。",
	Nothing:  "没有需要修改的内容。",
	Apply:    func(changes int) string { return "导入 " + Count(changes) + " 个节点" },
	Does:     map[string]string{"create": "创建", "change": "覆盖", "same": "相同", "skip": "保持原样", "conflict": "冲突", "denied": "无法进行"},
	OtherACL: "其 ACL 与文件中的不同，将保持不变",
	More:     func(n int) string { return "另有 " + Count(n) + " 个" },
	Counter: func(next, highest int64) string {
		return "其计数器将为 " + strconv.FormatInt(next, 10) + "，不大于此处的最大序号 " + strconv.FormatInt(highest, 10) + "：新的顺序节点会排在它们之前，或与之重名。"
	},

	Made: func(n int) string { return "已导入 " + Count(n) + " 个节点" },
	Partly: func(made int) string {
		if made == 0 {
			return "未作任何修改。"
		}
		return "此前已完成的保持有效：" + Count(made) + " 个节点。"
	},
	Blamed:  "失败于",
	ToZnode: "前往节点",
}

// chineseImports has the errors of imports.
var chineseImports = Errors{
	znode.CodeImportParent:    text("其父节点不存在，也不会导入。"),
	znode.CodeImportMasked:    text("其敏感信息在文件中已脱敏。脱敏标记绝不会覆盖敏感信息。"),
	znode.CodeImportMissing:   text("文件中没有其数据：导出时无权读取。"),
	znode.CodeImportEphemeral: text("它是临时节点：属于某个会话，无法恢复。"),
	znode.CodeImportDigest:    text("文件中其 ACL 的 digest 为“x”。写入后任何人都无法访问。"),
	znode.CodeImportSystem:    text("它是 ZooKeeper 自身的节点。"),
	znode.CodeImportConflicts: func(a znode.Args) string {
		return "未作任何修改：有 " + number(a["conflicts"]) + " 个节点已有不同的数据。请选择如何处理。"
	},
	znode.CodeImportMoved: text("未作任何修改：计划之后现有内容已改变。以下是当前的计划。"),
	znode.CodeImportGone:  text("未作任何修改：文件已不再保留。请重新选择。"),
	znode.CodeImportACL:   func(a znode.Args) string { return "没有这种方式。acl= 可取 " + a["ways"] + "。" },
	znode.CodeImportOnto:  func(a znode.Args) string { return "没有这种方式。on_conflict= 可取 " + a["ways"] + "。" },
}
