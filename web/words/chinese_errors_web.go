package words

import "zkweb/zkconn/znode"

var chineseRequests = Errors{
	znode.CodeTimedOut: text("ZooKeeper 未及时应答。请重试。"),
	znode.CodeFault: func(a znode.Args) string {
		return "zkweb 内部错误，详情见其日志中请求 ID 为 " + a["request"] + " 的条目。"
	},
	znode.CodeNoPage:        text("该地址没有页面。"),
	znode.CodeMethod:        text("该地址不接受此 HTTP 方法。"),
	znode.CodeRequest:       text("zkweb 无法理解该请求。"),
	znode.CodeQueryEncoding: text("该地址的查询部分编码不正确。"),
	znode.CodeCrossOrigin:   text("该表单来自其他网站，因此未执行任何操作。请打开 zkweb 自己的页面提交。"),
	znode.CodeHostDiffers: func(a znode.Args) string {
		return "该表单来自 " + a["origin"] + " 的页面，而对 zkweb 的请求指向 " + a["host"] + "，因此未执行任何操作。" +
			"如果中间有代理，代理必须传递 Host 头 (nginx: proxy_set_header Host $http_host)，" +
			"或发送 X-Forwarded-Host 并在 --trusted-proxy 中列出。"
	},
	znode.CodeClusterUnknown:  text("这里没有该名称的集群。"),
	znode.CodeNotSignedIn:     text("尚未登录。请登录后重试。"),
	znode.CodeNotSignedInHere: text("尚未登录该集群。请登录后重试。"),
	znode.CodeTooManySignIns:  text("一分钟内来自该地址的登录过多。请稍候重试。"),
	znode.CodeTooManyForName:  text("一分钟内使用该用户名的登录过多。请稍候重试。"),
	znode.CodeStreamsFull:     text("zkweb 打开的事件流已达上限。请稍后重试。"),
	znode.CodeStreamsTooMany:  text("打开的事件流过多。请关闭一些标签页。"),
	znode.CodeUploadsFull:     text("未作修改：目前发送数据的人过多。请重试。"),
	znode.CodeUploadsTooMany:  text("未作修改：其他数据仍在发送中。请待其完成后重试。"),
	znode.CodeTrailNone:       text("本控制台没有审计日志：运行时没有 --data-dir。"),
	znode.CodeTrailTime:       text("时间请写作 2026-01-31T08:00:00Z，或只写前面一部分，如 2026-01-31。不带时区则按 UTC。"),
	znode.CodeReportsFull:     text("已有两份报告正在生成，请待其完成后重试。"),
	znode.CodeTrailExportForm: text("下载审计日志请用 format=csv 或 format=jsonl。"),
	znode.CodeSilenceReason: func(a znode.Args) string {
		return "请说明原因，不超过 " + number(a["max"]) + " 字节。未静默任何问题。"
	},
	znode.CodeSilenceDays:    func(a znode.Args) string { return "问题可以静默 1 至 " + number(a["max"]) + " 天。" },
	znode.CodeSilenceFinding: text("集群已没有这个问题。未静默任何问题。"),
	znode.CodeLanguageUnknown: func(a znode.Args) string {
		return "zkweb 没有这种语言。可用的语言：" + a["languages"] + "。"
	},
	znode.CodeRevealForm: text("明文可以页面、JSON 的形式显示，或用 format=raw 下载。"),
}

var chinesePaths = Errors{
	znode.CodePathStart: text("路径以斜杠开头：/、/a、/a/b。"),
	znode.CodePathEnd:   text("路径不以斜杠结尾。"),
	znode.CodePathTooLong: func(a znode.Args) string {
		return "该路径有 " + number(a["bytes"]) + " 字节；zkweb 最多接受 " + number(a["max"]) + " 字节。"
	},
	znode.CodePathEmptyName: text("该路径中有两个相连的斜杠，而节点名称不能为空。"),
	znode.CodePathRelative:  text("节点名称不能是“.”或“..”：ZooKeeper 只接受绝对路径。"),
	znode.CodePathNotUTF8:   text("该路径不是有效的 UTF-8。"),
	znode.CodePathNameSlash: text("节点名称不能含有斜杠。"),
	znode.CodePathCharacter: func(a znode.Args) string {
		return "ZooKeeper 不允许路径中出现字符 " + a["character"] + "。"
	},
	znode.CodeCommandChanges: func(a znode.Args) string {
		return "此输入框只用于打开节点，不修改任何内容，因此不执行“" + a["command"] + "”。请打开该节点，使用页面上的按钮。"
	},
	znode.CodeFilter: func(a znode.Args) string {
		return "没有名称能包含 q= 的内容：它必须是不超过 " + number(a["max"]) + " 字节的 UTF-8。"
	},
	znode.CodeSort: func(a znode.Args) string {
		return "sort= 可取：" + a["columns"] + "；前面加 - 表示降序。"
	},
	znode.CodeLimit: func(a znode.Args) string {
		return "limit= 应为 1 到 " + number(a["max"]) + " 之间的数。"
	},
	znode.CodeCursor:      text("after= 不是列表中的位置。请使用页面链接中的值，或省略它以查看第一页。"),
	znode.CodeCursorStale: text("after= 属于另一种排序或筛选。省略它以查看第一页。"),
}

var chineseForms = Errors{
	znode.CodeFormEncoding: func(a znode.Args) string {
		return "该表单的编码不是 " + a["encoding"] + "。"
	},
	znode.CodeFormLate: text("该表单未及时到达，因此未执行任何操作。请重新提交。"),
	znode.CodeFormTooLong: func(a znode.Args) string {
		return "该表单超过 " + number(a["kib"]) + " KiB，大于此类表单所需。"
	},
	znode.CodeFieldTooLong: func(a znode.Args) string {
		return "该表单中有字段超过 " + number(a["bytes"]) + " 字节。"
	},
	znode.CodeDataTooLong: func(a znode.Args) string {
		return "数据过多：zkweb 向一个节点最多写入 " + number(a["bytes"]) + " 字节。"
	},
	znode.CodeTextNotUTF8:  text("该表单中的文本不是 UTF-8。如要按字节原样保存，请上传文件。"),
	znode.CodeTextNUL:      text("该表单中的文本含有字符 U+0000。如要按字节原样保存，请上传文件。"),
	znode.CodeTextControl:  text("未作修改：文本含有控制字符，文本框无法显示。请改为上传文件。"),
	znode.CodeTextLineEnds: text("未作修改：文本中混有不同的换行符，浏览器会将其统一。请改为上传文件。"),
	znode.CodeTextAndFile:  text("该表单同时含有文本和文件。请只提交其中之一。"),
	znode.CodeFormEmpty:    text("未作修改：该表单既没有文本也没有文件。请选择文件后重新提交。"),
	znode.CodeVersion:      text("该表单中的版本不是节点可能有的版本。请使用节点状态信息中的版本。"),
	znode.CodeNameMissing:  text("未创建任何节点。请填写新节点的名称。"),
	znode.CodeNullAndData:  text("未作修改：该表单要求存为 null，却又带有数据。请只提交其中之一。"),
	znode.CodeTextNotHex: func(a znode.Args) string {
		return "未作修改：内容不是十六进制字节（每字节两位）。请看第 " + number(a["line"]) + " 行第 " + number(a["column"]) + " 列。"
	},
	znode.CodeTextUnspelled: func(a znode.Args) string {
		return "未作修改：数据使用的字符集 " + viewChinese(a) + " 中没有第 " + number(a["line"]) + " 行第 " + number(a["column"]) + " 列的字符。请修改该字符，或改用其他字符集保存。"
	},
	znode.CodeNotJSON:         text("只有 JSON 可以缩进排版，而这不是 JSON。"),
	znode.CodeNotMerged:       text("这些文本无法逐行合并。请比较后保存其中之一。"),
	znode.CodeEncodingUnknown: func(a znode.Args) string { return "没有这种编码。encoding= 可以是 " + a["ways"] + "。" },
	znode.CodeCompressionUnknown: func(a znode.Args) string {
		return "没有这种压缩格式。compression= 可以是 " + a["ways"] + "。"
	},
}

var chineseChanges = Errors{
	znode.CodeModeUnknown: func(a znode.Args) string { return "没有这种节点类型。mode= 可以是 " + a["ways"] + "。" },
	znode.CodeTTL: func(a znode.Args) string {
		return "未创建任何节点：TTL 应为 1 到 " + number(a["max"]) + " 的毫秒数。"
	},
	znode.CodeSequenceTaken:   text("未创建任何节点：ZooKeeper 在此处给出的下一个编号已被现有节点占用。父节点的计数器低于现有编号，或已到尽头（2147483647）。请换一个名称，或换一个父节点。"),
	znode.CodeNoContainers:    text("未创建任何节点：该服务器不支持容器节点，ZooKeeper 3.5.3 及以上支持。"),
	znode.CodeNoTTL:           text("未创建任何节点：该服务器不支持带 TTL 的节点，ZooKeeper 3.5.4 及以上在 zookeeper.extendedTypesEnabled 为 true 时支持。"),
	znode.CodeParentGone:      text("未创建任何节点：父节点已不存在。"),
	znode.CodeParentEphemeral: text("该节点是临时节点，不能有子节点。"),
	znode.CodeParentACL:       text("未使用凭据登录，看不到父节点的完整 ACL，因此无法复制给子节点。请登录后创建属于自己的节点。"),
	znode.CodeNeverDeleted:    text("ZooKeeper 从不删除该节点：它是根节点，或是 ZooKeeper 自己的节点。"),
	znode.CodeHasChildren: func(a znode.Args) string {
		return "未作删除：它有 " + number(a["children"]) + " 个子节点，会一并删除。"
	},
	znode.CodeDataUnread: text("该节点的数据无法读取，因此没有可编辑的文本。请上传文件替换。"),
	znode.CodeDataUnpacked: func(a znode.Args) string {
		return "该节点的数据以 " + a["layer"] + " 压缩，zkweb 只能读取而不能写回。请以十六进制编辑，或上传文件替换。"
	},
	znode.CodeDataNotText: text("该节点的数据不是文本，或无法按原样逐字节写回。请以十六进制编辑，或上传文件替换。"),
	znode.CodeDataNotInBox: func(a znode.Args) string {
		return "该节点的数据有 " + number(a["bytes"]) + " 字节，而文本框最多用于 " + number(a["max"]) + " 字节。请上传文件替换。"
	},
	znode.CodeDataControl:  text("该节点的数据含有控制字符，文本框无法显示。请以十六进制编辑，或上传文件替换。"),
	znode.CodeDataLineEnds: text("该节点的数据中混有不同的换行符，浏览器会将其统一。请上传文件替换。"),
}

var chineseReading = Errors{
	znode.CodeReadDenied: func(a znode.Args) string {
		switch a["readers"] {
		case "":
			return "需要该节点的 READ 权限。其 ACL 只对拥有 READ 或 ADMIN 权限者可见。"
		case "nobody":
			return "需要该节点的 READ 权限，而其 ACL 未将它授予任何人。"
		}
		return "需要该节点的 READ 权限。其 ACL 将它授予 " + a["readers"] + "。"
	},
	znode.CodeACLDenied: text("查看该节点的 ACL 需要 READ 或 ADMIN 权限。"),
}
