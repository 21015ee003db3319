package words

import "zkweb/zkconn/znode"

var chineseShares = Shares{
	Title:   "分享链接",
	Make:    "通过链接分享",
	MakeNow: "创建链接",
	Made:    "链接已创建",
	About:   "持有链接的人无需登录即可查看这一个节点，以创建者当时的读取权限为准：显示版本和数据，敏感信息已脱敏，不能作任何修改。链接到期、被创建者或管理员结束，或创建者失去读取权限时即失效。每次打开都会记入审计日志。",
	Hours:   func(most int) string { return "有效小时数，最多 " + Count(most) },
	With:    "与之比较（<集群>:/路径，可不填）",
	Once:    "链接仅显示这一次，控制台只保存其哈希。",
	Until:   "失效时间",
	None:    "没有分享链接。可在节点菜单中选择“通过链接分享”来创建。",
	Of:      "内容",
	By:      "创建者",
	Revoke:  "结束",
	Shown:   "这是 zkweb 的分享链接，只读，敏感信息已脱敏。",
	Stat: func(version int, size string, children int) string {
		return "版本 " + Count(version) + " · " + size + " · " + Count(children) + " 个子节点 · 修改于"
	},
	Masked: "敏感信息已脱敏，以 •masked• 代替。",
	NoText: "内容不是文本，此处不显示。",
	Cut:    "仅显示开头部分。",
	Same:   "按此处所显示的内容，两者相同。",
}

var chineseShareErrors = Errors{
	znode.CodeShareGone:   text("链接已失效或不存在。请向提供者索取新的链接。"),
	znode.CodeShareAsleep: text("链接暂时无法读取：创建者需要重新登录一次控制台。"),
	znode.CodeShareHours:  func(a znode.Args) string { return "链接有效期为 1 至 " + number(a["max"]) + " 小时。" },
	znode.CodeSharesFull: func(a znode.Args) string {
		return "分享链接过多，请先结束不再需要的链接。每人最多 " + number(a["max"]) + " 个。"
	},
	znode.CodeShareUnkept:     text("目前无法保存分享链接，未作分享。详情见控制台日志。"),
	znode.CodeShareEndUnkept:  text("链接已失效，不再显示任何内容。目前无法保存这一结果：数据目录所在磁盘有空间后会立即保存。若 zkweb 在此之前重启，链接会恢复。"),
	znode.CodeSharesTooMany:   text("该地址打开链接过于频繁，请稍候一分钟。"),
	znode.CodeShareUnrecorded: text("无法记入审计日志，因此未创建链接。"),
}
