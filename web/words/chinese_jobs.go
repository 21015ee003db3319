package words

import "zkweb/zkconn/znode"

var chineseJobs = Jobs{
	Title:     "任务",
	Explained: "涉及大量节点的操作在这里进行，关闭页面后仍会继续。",
	None:      "没有任务。",
	Kinds: map[string]func(string) string{
		"delete":           func(path string) string { return "删除 " + path + " 及其下全部节点" },
		"acl":              func(path string) string { return "设置 " + path + " 及其下全部节点的 ACL" },
		"bring_back":       func(path string) string { return "恢复 " + path + " 及其下全部节点" },
		"import":           func(path string) string { return "导入到 " + path },
		"undo_transaction": func(path string) string { return "撤销在 " + path + " 的事务" },
		"undo":             func(path string) string { return "撤销在 " + path + " 的任务" },
		"copy":             func(path string) string { return "复制 " + path + " 及其下全部节点" },
		"move":             func(path string) string { return "移动 " + path + " 及其下全部节点" },
	},
	States: map[string]string{"running": "进行中", "paused": "已暂停", "waiting": "等待中", "done": "已完成", "partly": "已结束，部分未完成", "nothing": "已结束，全部未完成", "failed": "失败", "cancelled": "已取消"},
	Yours:  "本人",
	By:     func(name string) string { return "发起人 " + name },
	Began:  "开始于",
	Ended:  "结束于",
	Progress: func(done, total int) string {
		return Count(done) + " / " + Count(total) + " 个节点"
	},
	Steps: func(done, total int) string {
		return Count(done) + " / " + Count(total) + " 步：每个节点先复制，再删除"
	},
	ProgressOfMore: func(done, total int) string {
		return Count(done) + " / 超过 " + Count(total) + " 个节点"
	},
	StepsOfMore: func(done, total int) string {
		return Count(done) + " / 超过 " + Count(total) + " 步：每个节点先复制，再删除"
	},
	Failed:    func(n int) string { return Count(n) + " 个节点未修改" },
	Skipped:   func(n int) string { return "按计划略过 " + Count(n) + " 个节点" },
	Rate:      func(perSecond int) string { return "每秒 " + Count(perSecond) + " 个" },
	Left:      func(seconds int) string { return "约剩 " + chineseSeconds(seconds) },
	GoesOn:    "可以离开本页：任务会继续，并以届时拥有的权限执行。",
	Waits:     "条件恢复后，任务会自动继续，无需操作。",
	Pause:     "暂停",
	Resume:    "继续",
	Cancel:    "取消",
	CancelNow: "取消任务；已完成的部分保留",
	Report:    "各节点的结果",
	Problems:  "未修改",
	ProblemsMore: func(n int) string {
		return "这里只显示前 " + Count(n) + " 个，完整列表见报告。"
	},
	Cut: "报告已写满，之后的行只计数。",

	Undo:          "撤销",
	UndoTitle:     "撤销该任务？",
	UndoExplained: "撤销本身也是一个任务，会记入审计日志，也可以再次撤销。它从最新的修改做到最早的修改，只修改仍为任务完成时状态的节点。",
	Creates:       func(n int) string { return "恢复 " + Count(n) + " 个已删除的节点" },
	Restores:      func(n int) string { return "恢复 " + Count(n) + " 个节点之前的数据" },
	Deletes:       func(n int) string { return "删除 " + Count(n) + " 个由任务创建的节点" },
	RestoresACLs:  func(n int) string { return "恢复 " + Count(n) + " 个节点之前的 ACL" },
	NothingToUndo: "没有可撤销的内容。",
	AndMore:       "限时内未能全部统计，实际更多。",
	Lost: func(n int) string {
		return "还删除了 " + Count(n) + " 个临时节点。它们随会话存在，不能恢复。"
	},
	Unkept: func(n int) string {
		return "有 " + Count(n) + " 个节点没有保留之前的内容：任务对它们的修改将保持不变。"
	},
	Forgot: func(n int) string {
		return "有 " + Count(n) + " 个节点无法恢复：其之前的内容或修改记录已超过保留期限。任务对它们的修改将保持不变。"
	},
	Stay:   func(n int) string { return Count(n) + " 个节点保持不变" },
	Undoes: "本任务所撤销的任务",
}

func chineseSeconds(seconds int) string {
	if seconds < 120 {
		return Count(seconds) + " 秒"
	}
	return Count((seconds+59)/60) + " 分钟"
}

var chineseJobErrors = Errors{
	znode.CodeNoSuchJob:      text("没有该任务，或它属于他人。"),
	znode.CodeJobOver:        text("该任务已经结束。"),
	znode.CodeJobInterrupted: text("任务进行中 zkweb 停止了。已完成的部分保留；点“继续”完成其余部分。"),
	znode.CodeJobUnreported:  text("任务报告无法写入：磁盘已满或出错。恢复后任务会继续。"),
	znode.CodeJobUnkept:      text("任务未开始或未恢复：无法保存任务内容。已完成的部分保持不变。数据目录所在磁盘可能已满或出现故障。有空间后请重试。"),
	znode.CodeJobKind:        text("该任务由另一版本的 zkweb 发起，当前版本无法继续。"),
	znode.CodeJobOfAnother:   text("只有发起人可以继续任务：任务以其权限执行。"),
	znode.CodeJobGoesOn:      text("该任务尚未结束。请等待结束或取消它，然后再撤销其修改。"),
	znode.CodeJobForgotten:   text("任务进行中 zkweb 停止了，且不再知道要做什么：任务内容可能含有敏感信息，而没有 --keep-previous 就没有用于加密保存的密钥。已完成的部分保留；其余请重新发起。"),
	znode.CodeJobSealed:      text("无法读取该任务要做的内容：它是用另一个密钥加密的，与现在的 --data-key 不符，或数据目录所在磁盘出现故障。"),
	znode.CodeJobsTooMany:    text("一人同时进行的任务已达上限。请等待其中一个结束，或取消一个。"),
	znode.CodeJobsFull:       text("zkweb 进行中的任务已达上限。请稍后重试。"),
}
