package words

import "zkweb/zkconn/znode"

// chineseReasons has the reasons why something is not recorded.
var chineseReasons = Errors{
	znode.CodeTrailMoved:    text("审计日志无法写入：文件已被移走或删除。请重启控制台。" + chineseUntilThen),
	znode.CodeTrailFull:     text("审计日志无法写入：磁盘已满。有空间后会自动恢复。" + chineseUntilThen),
	znode.CodeTrailReadOnly: text("审计日志无法写入：磁盘为只读。磁盘可写后会自动恢复。" + chineseUntilThen),
	znode.CodeTrailLocked:   text("审计日志无法写入：文件被其他程序锁定。解除锁定后会自动恢复。" + chineseUntilThen),
	znode.CodeTrailFailing:  text("审计日志无法写入：磁盘可能已满、只读或出现故障。磁盘可写后会自动恢复。" + chineseUntilThen),
	znode.CodeTrailBroken:   text("审计日志无法写入：日志被本控制台以外的途径改动过。请运行“zkweb audit verify”，然后重启控制台。" + chineseUntilThen),
	znode.CodeTrailSlow:     text("审计日志无法及时写入：磁盘没有响应，或文件被其他程序锁定。" + chineseUntilThen),
	znode.CodeTrailLate:     text("审计日志未能及时写入，因此未执行任何操作。请重试。"),
	znode.CodeTrailClosed:   text("zkweb 正在停止：不再记录，也不再修改。"),
	znode.CodeNoTrail:       text("本控制台不记录操作：运行时没有 --data-dir。"),
}

var chineseTrailErrors = Errors{
	znode.CodeTrailUnusable: func(a znode.Args) string {
		return "数据目录 " + a["dir"] + " 不可用：请检查是否能创建、读取和写入，以及磁盘是否有空间。"
	},
	znode.CodeTrailInUse: func(a znode.Args) string {
		return "数据目录 " + a["dir"] + " 正被另一个控制台使用。每个控制台需要各自的目录：请停止另一个，或换用其他 --data-dir。"
	},
	znode.CodeTrailNewer: func(a znode.Args) string {
		return a["dir"] + " 中的审计日志由更新版本的 zkweb 写入。请运行该版本。" + chineseAnotherTrail
	},
	znode.CodeTrailForeign: func(a znode.Args) string {
		return a["dir"] + " 中的 " + a["file"] + " 不是 zkweb 的审计日志，或其中的表被改动过。" + chineseAnotherTrail
	},
	znode.CodeTrailCutOff: func(a znode.Args) string {
		return a["dir"] + " 中的审计日志结尾不符：有记录被其他途径删除或添加。“zkweb audit verify”会指出第一条。" + chineseAnotherTrail
	},
	znode.CodeTrailDamaged: func(a znode.Args) string {
		return a["dir"] + " 中的 " + a["file"] + " 已损坏，或不是 SQLite 数据库。" + chineseAnotherTrail
	},
	znode.CodeTrailMissing: func(a znode.Args) string { return a["dir"] + " 中没有审计日志。" },

	znode.CodeTrailBusy:    text("读取审计日志耗时过长。请缩小范围，或稍后重试。"),
	znode.CodeTrailUnread:  text("无法读取审计日志。磁盘可能出现故障，或文件已损坏；详情请运行“zkweb audit verify”。"),
	znode.CodeTrailEvent:   text("审计日志中没有这种操作。"),
	znode.CodeTrailOutcome: text("审计日志中没有这种结果。"),
	znode.CodeTrailLimit: func(a znode.Args) string {
		return "审计日志每页可有 1 到 " + number(a["limit"]) + " 条记录。"
	},
	znode.CodeTrailPlace: text("审计日志中没有这个位置。请回到最新的记录。"),

	znode.CodeChangeUnrecorded: func(a znode.Args) string { return "未作修改：无法记入审计日志。" + chineseWhy(a) },
	znode.CodeRevealUnrecorded: func(a znode.Args) string { return "未显示明文：无法记入审计日志。" + chineseWhy(a) },

	znode.CodeTooLate:     text("记录写入过晚，因此未执行任何操作。"),
	znode.CodeEndedBefore: text("结果尚不明确时，zkweb 已经停止。"),
	znode.CodeGap: func(a znode.Args) string {
		return "自 " + a["since"] + " 起审计日志无法写入，缺失 " + number(a["entries"]) + " 条记录。"
	},
	znode.CodeBegunAnew:   text("审计日志重新开始，而密钥来自先前的日志：先前的数据库已不存在。"),
	znode.CodeKeyReplaced: text("哈希密钥已更换：此前的哈希无法与此后的比较。"),
	znode.CodeEndMissing:  text("zkweb 上次运行未正常结束，且 SQLite 的日志已不存在：最新的几条记录可能缺失。"),
	znode.CodeChainBroken: func(a znode.Args) string { return "第 " + a["seq"] + " 条记录与前一条不衔接。" },
	znode.CodeLogUnknown: func(a znode.Args) string {
		return "审计日志文件止于第 " + a["seq"] + " 条，而审计日志中没有这一条。"
	},
	znode.CodeFolded: func(a znode.Args) string {
		return "自 " + a["since"] + " 起的一分钟内另有 " + number(a["count"]) + " 次。"
	},
	znode.CodeInternalFault: text("zkweb 内部错误，详情见其日志。"),
}

const (
	chineseAnotherTrail = "如要另建审计日志，请移走审计文件，或换用其他 --data-dir。"
	chineseUntilThen    = "在此之前，不能修改，也不能显示明文。"
)

// chineseWhy returns the sentence for the trail's reason not to record something.
func chineseWhy(a znode.Args) string {
	sentence, known := chineseReasons[znode.Code(a["why"])]
	if !known {
		return "详情见 zkweb 的日志。"
	}
	return sentence(nil)
}
