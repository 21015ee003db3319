package words

import "zkweb/zkconn/znode"

var chineseCompare = Compare{
	Title:   "比较",
	With:    "与之比较",
	Hint:    "/路径 或 <集群>:/路径",
	Others:  "相同路径：",
	SignIn:  "登录该集群",
	Results: "差异",

	Seen: func(equal, different, onlyLeft, onlyRight int) string {
		return "相同 " + Count(equal) + "，不同 " + Count(different) + "，仅左侧 " + Count(onlyLeft) + "，仅右侧 " + Count(onlyRight) + "。"
	},
	Hidden: func(paths int) string {
		return "有 " + Count(paths) + " 个无法比较：部分内容已脱敏或无权读取。"
	},
	Only:    map[string]string{"left": "仅左侧有", "right": "仅右侧有"},
	Differs: "不同：",
	Unknown: map[string]string{"left": "左侧有内容已脱敏或无权读取", "right": "右侧有内容已脱敏或无权读取"},
	Parts:   map[string]string{"data": "数据", "acl": "ACL", "kind": "类型"},
	Same:    "相同", Different: "不同",

	Data:        "数据",
	DataSame:    "数据相同，包括脱敏的内容。",
	DataHidden:  "敏感信息已脱敏。若某行的敏感信息不同，该行会在此出现两次。",
	NoText:      "数据不同，且并非两侧都是文本。请分别下载后比较。",
	SameText:    "两侧的文本相同，不同的是存储方式：字符集或压缩方式。",
	NullOrEmpty: "两侧都没有文本，但数据不同：一侧为 null，另一侧为空。",
	TooLong:     "数据不同，但太长，无法在此逐行比较。请分别下载后比较。",
	Upload:      "与导出文件比较",
	UploadLabel: "文件",
	UploadHint:  "导出文件，可导入的格式均可，压缩与否均可。文件不会保留。",
	UploadTo:    "与文件比较",
	File:        func(name, of string) string { return "与文件 " + name + " 比较，它导出自 " + of + "。" },
	FileOther: func(name string) string {
		return "与文件 " + name + " 比较。它是其他工具的格式：文件中没有的 ACL、节点类型，以及 null 与空的区别不参与比较。"
	},
	Taken: "导出于",
	SeenFile: func(equal, different, onlyLeft, onlyRight int) string {
		return "相同 " + Count(equal) + "，不同 " + Count(different) + "，仅集群中有 " + Count(onlyLeft) + "，仅文件中有 " + Count(onlyRight) + "。"
	},
	OnlyFile: map[string]string{"left": "仅集群中有", "right": "仅文件中有"},

	Below: "比较其下全部节点",
}

// chineseCompares has the errors of a comparison's query.
var chineseCompares = Errors{
	znode.CodeCompareSignIn: func(a znode.Args) string {
		return "尚未登录集群“" + a["cluster"] + "”。登录后将继续比较。"
	},
}
