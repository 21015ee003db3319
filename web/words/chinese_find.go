package words

import "zkweb/zkconn/znode"

var chineseFind = Find{
	Title:   "查找",
	Recent:  "最近修改",
	Largest: "最大",
	Node:    "节点",
	Below:   "此节点之下",
	Results: "查找结果",

	Name: "名称", Data: "数据", Match: "写法",
	Matches: map[string]string{"text": "文本，不分大小写", "fragments": "路径上依次出现的片段", "glob": "通配符 * ? […]", "regexp": "正则表达式 (RE2)"},
	More:    "更多条件",
	Kind:    "类型", Since: "修改时间不早于", Owner: "所属会话", ACL: "ACL 条目",
	Min: "最小字节数", Max: "最大字节数",
	MaxZnodes:  func(most int) string { return "最多查看的节点数，上限 " + Count(most) },
	MaxSeconds: func(most int) string { return "最长秒数，上限 " + Count(most) },
	MaxBytes:   func(most string) string { return "最多读取的字节数，上限 " + most },
	Again:      "重新查看",
	Any:        "任意",

	Stop: "停止",
	Bounds: func(znodes, bytes, seconds int) string {
		return "上限：" + Count(znodes) + " 个节点，" + chineseFormat.Size(bytes) + "，" + Count(seconds) + " 秒。"
	},
	Found: func(matched, znodes int, size string) string {
		return "在 " + Count(znodes) + " 个节点（读取 " + size + "）中找到 " + Count(matched) + " 个。"
	},
	Seen: func(znodes int, size string) string {
		return "已查看 " + Count(znodes) + " 个节点（读取 " + size + "）。"
	},
	Ends: map[string]string{
		"going":   "尚未完成。",
		"waiting": "ZooKeeper 未应答，恢复后继续。",
		"ended":   "全部查完。",
		"znodes":  "已达节点数上限，可能还有更多。可在上方调高。",
		"bytes":   "已达字节数上限，可能还有更多。可在上方调高，或从更深的路径开始。",
		"time":    "已达时间上限，可能还有更多。可在上方调高。",
		"lost":    "中途中断，可能还有更多。",
		"stopped": "已按要求停止，可能还有更多。",
		"full":    "页面不再显示更多。请缩小范围，或改用 JSON lines。",
	},
	Denied:    func(znodes int) string { return Count(znodes) + " 个节点无权读取，或过大而无法读取：" },
	NameAlone: "无权读取",

	Orders: map[string]string{"bytes": "数据字节数", "children": "子节点数", "family": "子节点列表字节数"},
	Path:   "路径", Changed: "修改时间", Bytes: "字节数", Children: "子节点", Family: "子节点列表字节数",
	FamilyOf: func(percent int) string { return "占 jute.maxbuffer 默认值的 " + Count(percent) + "%" },
	Totals: func(size string, ephemerals int) string {
		return "数据共 " + size + "，其中临时节点 " + Count(ephemerals) + " 个。"
	},
	Sessions:   "持有临时节点最多的会话",
	Ephemerals: func(n int) string { return Count(n) + " 个临时节点" },
}

// chineseFinds is englishFinds in Chinese.
var chineseFinds = Errors{
	znode.CodeFindPattern: func(a znode.Args) string {
		return "查找内容最多 " + number(a["max"]) + " 字节，须为 UTF-8。"
	},
	znode.CodeFindGlob:       text("通配符写法有误。可用 *、?、[a-z]、[!a-z]，以及写在它们前面的 \\。"),
	znode.CodeFindRegexp:     text("这不是有效的 RE2 正则表达式。"),
	znode.CodeFindRegexpLong: text("正则表达式重复次数过多。请减小重复次数。"),
	znode.CodeFindMatch:      func(a znode.Args) string { return "没有这种写法。match= 可取 " + a["ways"] + "。" },
	znode.CodeFindKind:       func(a znode.Args) string { return "没有这种类型。kind= 可取 " + a["ways"] + "。" },
	znode.CodeFindOwner:      text("所属会话应为会话 ID，例如 0x100000a1b2c0000。"),
	znode.CodeFindSince:      text("时间应为 2026-01-31T08:00:00Z，或距今多久，例如 90s、15m、1h、7d。"),
	znode.CodeFindSize:       text("大小应为整数字节数。"),
	znode.CodeFindACL:        text("ACL 条目应为 scheme:id，例如 world:anyone 或 digest:alice。"),
	znode.CodeFindBound:      func(a znode.Args) string { return "上限应为 1 到 " + number(a["max"]) + " 的整数。" },
	znode.CodeFindBy:         func(a znode.Args) string { return "没有这种顺序。by= 可取 " + a["ways"] + "。" },
	znode.CodeACLsFormat:     func(a znode.Args) string { return "没有这种格式。format= 可取 " + a["ways"] + "。" },
	znode.CodeFindsFull:      text("控制台同时进行的查找已达上限。请稍后再试。"),
	znode.CodeFindsTooMany:   text("同时进行的查找过多。请停止其中一个，或等待其结束。"),
	znode.CodeFindEnded:      text("登录已失效。请重新登录。"),
}
