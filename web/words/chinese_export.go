package words

import "zkweb/zkconn/znode"

var chineseExport = Export{
	Title:  "导出",
	Format: "格式",
	Formats: map[string]string{
		"jsonl": "JSON lines：内容完整", "zoonavigator": "ZooNavigator：数据和 ACL", "zkui": "zkui：文本行", "zkcli": "zkCli：脚本",
		"zip": "zip 文件：数据", "tar": "tar 文件：数据",
	},
	Others: "其他工具的格式不含被脱敏或无法读取的内容，也不含临时节点；保留 ACL 的格式还会略去 ACL 摘要被 ZooKeeper 隐藏的节点。文件中会列出未包含的节点。任何格式都不保留容器和 TTL 节点的类型：3.5.4 起服务器不提供此信息。",
	Lacks: map[string]string{
		"zoonavigator": "ZooNavigator：节点未包含时，其下所有节点也不包含。null 数据变为空。内容不完整时下载会中断。",
		"zkui":         "zkui：只含第二层及以下、没有子节点的节点的文本，不含 ACL。null 数据变为空。",
		"zkcli":        "zkCli：不含非文本的字节、换行，以及同时含有两种引号的文本。",
		"zip":          "zip 和 tar：不含 ACL。",
	},
	Gzip:    "压缩 (gzip)",
	Masked:  "此文件中的敏感信息已脱敏，可供阅读和比较，但无法用它恢复被脱敏的内容。",
	Shown:   "此文件含敏感信息的明文。请像保护集群一样保护它。",
	Reveal:  "含敏感信息",
	About:   "可用于完整恢复的文件。导出会记入审计日志。",
	Secrets: "导出明文",
	Reason:  "理由",
	Whole: func(znodes, bytes, seconds int) string {
		return "最多 " + Count(znodes) + " 个节点、" + chineseFormat.Size(bytes) + "，最长 " + chineseFormat.Seconds(seconds) + "。内容不完整时会注明。"
	},
}

// chineseExports has the errors of exports.
var chineseExports = Errors{
	znode.CodePerms:         text("权限由字母 c、d、r、w、a 组成，每个最多出现一次。"),
	znode.CodeExportForm:    func(a znode.Args) string { return "没有这种格式。format= 可取 " + a["ways"] + "。" },
	znode.CodeExportForeign: text("此文件不是控制台能读取的导出文件。"),
	znode.CodeExportScript:  text("这是 zkCli 脚本，控制台不读取脚本。请改用控制台自己的导出格式，或用 zkCli 运行该脚本。"),
	znode.CodeExportVersion: func(a znode.Args) string {
		return "此导出文件的格式版本为 " + a["version"] + "，本控制台只能读取版本 1。"
	},
	znode.CodeExportCut:     text("此导出文件不完整：缺少结尾。请重新导出，或重新获取文件。"),
	znode.CodeExportStopped: text("此导出文件只含一部分：导出时提前结束。请从更深的路径重新导出，或提高上限。"),
	znode.CodeExportChanged: text("此导出文件与写出时不同：校验和不符。请重新获取文件。"),
	znode.CodeExportLine: func(a znode.Args) string {
		return "此文件第 " + number(a["line"]) + " 行不是导出文件应有的内容。"
	},
	znode.CodeExportLong: func(a znode.Args) string {
		return "此文件第 " + number(a["line"]) + " 行超过 " + number(a["mib"]) + " MiB。"
	},
	znode.CodeExportLarge: func(a znode.Args) string { return "此文件解压后超过 " + number(a["mib"]) + " MiB。" },
	znode.CodeExportFiles: func(a znode.Args) string {
		return "此归档超过 " + number(a["files"]) + " 个文件或 " + number(a["mib"]) + " MiB 数据，这是一个归档的上限。请改用本控制台自己的格式，其上限更高。"
	},
	znode.CodeImportLarge: func(a znode.Args) string {
		return "此文件超过 " + number(a["znodes"]) + " 个节点或 " + number(a["mib"]) + " MiB 数据，这是一次的上限。请使用更小的文件。"
	},
	znode.CodeNoUpload: text("请先选择文件。"),
	znode.CodeUploadLarge: func(a znode.Args) string {
		return "此文件超过 " + number(a["mib"]) + " MiB。请压缩后再试。"
	},
	znode.CodeFilesBusy:   text("正在读取其他人的文件，目前没有内存读取此文件。请重试。"),
	znode.CodeUploadSpace: text("控制台没有空间存放此文件。原因见其日志。"),
}
