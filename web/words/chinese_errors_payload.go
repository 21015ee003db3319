package words

import (
	"strconv"

	"zkweb/zkconn/znode"
)

var chineseShown = Errors{
	znode.CodeNoSuchView: func(a znode.Args) string { return "没有这种显示方式。view= 可取：" + a["views"] + "。" },
	znode.CodeNoImage:    text("无法作为图片显示：仅支持不含脱敏内容的 PNG、JPEG、GIF 和 WebP。"),
	znode.CodeMaskPatterns: func(a znode.Args) string {
		return "脱敏规则有 " + number(a["count"]) + " 条；zkweb 最多接受 " + number(a["max"]) + " 条。"
	},
	znode.CodeMaskPatternLong: func(a znode.Args) string {
		return "有一条脱敏规则长 " + number(a["bytes"]) + " 字节；zkweb 最多接受 " + number(a["max"]) + " 字节。"
	},
	znode.CodeMaskPatternEmpty: func(a znode.Args) string {
		return "脱敏规则 " + a["pattern"] + " 没有指定任何名称；规则应为 *password* 这样的名称，或用 * 表示全部。"
	},

	znode.CodeNoData:      text("没有数据：0 字节。"),
	znode.CodeNotInView:   func(a znode.Args) string { return "无法以 " + viewChinese(a) + " 显示。" },
	znode.CodeNotUTF8:     text("不是 UTF-8，以十六进制显示。"),
	znode.CodeBytesInText: text("不是 UTF-8：无法构成字符的字节以十六进制写在 ⟨ ⟩ 中。"),
	znode.CodeNotInCharset: func(a znode.Args) string {
		return "有 " + number(a["count"]) + " 处在 " + viewChinese(a) + " 中无效，显示为 ⟨U+FFFD⟩。"
	},
	znode.CodeControls: text("是 UTF-8，但含有文本中不应出现的控制字符：除非指定以文本显示，否则以十六进制显示。"),
	znode.CodeFirstShown: func(a znode.Args) string {
		return "只显示前 " + number(a["bytes"]) + " 字节，共 " + number(a["of"]) + " 字节。"
	},
	znode.CodeByteOrderMark: text("以字节序标记 U+FEFF 开头。"),
	znode.CodeEndsInCRLF:    text("行尾为 CR LF。"),
	znode.CodeUnwrapped: func(a znode.Args) string {
		return "由 " + sizeChinese(a["from"]) + " 的 " + viewChinese(a) + " 解压为 " + sizeChinese(a["bytes"]) + "。"
	},
	znode.CodeUnwrappedCut: func(a znode.Args) string {
		return "由 " + sizeChinese(a["from"]) + " 的 " + viewChinese(a) + " 解压，已超过 " + sizeChinese(a["bytes"]) + "；其余部分未查看。"
	},
	znode.CodeUnwrappedDamaged: func(a znode.Args) string {
		return viewChinese(a) + " 数据已损坏或不完整：这里是能够读出的部分。"
	},
	znode.CodeUnwrappedNothing: func(a znode.Args) string {
		return viewChinese(a) + " 数据已损坏、不完整或需要字典：无法读出任何内容。"
	},
	znode.CodeUnwrappedUnknown: func(a znode.Args) string {
		return viewChinese(a) + " 数据中部分内容的压缩方式无法识别：这里是能够读出的部分。"
	},
	znode.CodeReadInPart: func(a znode.Args) string {
		return "这里是 " + viewChinese(a) + " 数据的开头部分；其余部分未查看。"
	},
	znode.CodeReadAs: func(a znode.Args) string { return chain(chineseViews, a["chain"], "（猜测）") + "。" },
	znode.CodeKeyRepeated: func(a znode.Args) string {
		return "键“" + a["key"] + "”在同一个对象中出现两次：多数程序只读取最后一个。"
	},
	znode.CodeBrokenText: func(a znode.Args) string {
		place := "第 " + number(a["line"]) + " 行"
		if a["column"] != "" {
			place += "第 " + number(a["column"]) + " 列"
		}
		return "看起来像 " + viewChinese(a) + "，但从" + place + "起无法按该格式读取。"
	},
	znode.CodeEpoch: func(a znode.Args) string { return "作为 1970 年以来的时间：" + a["at"] + "。" },
	znode.CodeCertificateEnds: func(a znode.Args) string {
		return "证书将在" + daysChinese(a["days"]) + "后（" + a["at"] + "）到期：请在此之前更换。"
	},
	znode.CodeCertificateEnded: func(a znode.Args) string {
		return "证书已于" + daysChinese(a["days"]) + "前（" + a["at"] + "）到期：多数程序会拒绝它。"
	},
	znode.CodeGuessed: func(a znode.Args) string {
		return viewChinese(a) + " 是猜测的结果：如果看起来不对，请选择其他显示方式。"
	},
}

var chineseViews = views(map[string]string{"image": "图片", "text": "文本", "hex": "十六进制", "number": "数值"})

func viewChinese(a znode.Args) string { return chineseViews[a["view"]] }

func sizeChinese(bytes string) string {
	n, err := strconv.Atoi(bytes)
	if err == nil && n >= 1024 && n%1024 == 0 {
		return Count(n/1024) + " KiB"
	}
	return number(bytes) + " 字节"
}

// daysChinese returns a number of days in the form that follows another word.
func daysChinese(days string) string {
	if days == "0" {
		return "不到 1 天"
	}
	return " " + number(days) + " 天"
}
