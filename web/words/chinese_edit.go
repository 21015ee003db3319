package words

var chineseReview = Review{
	DocumentTitle: func(node string) string { return "检查修改：" + node },
	Title:         "保存前检查",
	Removed:       "− 当前",
	Added:         "+ 修改后",
	DiffLabel:     "将有的变化",
	Same:          "没有变化：内容与当前字节完全相同。保存仍会产生一个新版本。",
	SameText:      "文本不变，但字节会变。",
	FramesLost:    "数据中还有程序会跳过的帧，例如各部分的索引。文本会重新压缩，这些帧将不复存在。",
	NotCompared:   "无法逐行比较。",
	Size: func(before, after int) string {
		if before == after {
			return Count(after) + " 字节，与之前相同"
		}
		return Count(before) + " → " + Count(after) + " 字节"
	},
	Null:     "节点将存为 null，即完全没有数据。",
	Valid:    func(format string) string { return "有效的 " + format + "。" },
	ValidNow: func(format string) string { return "现在是有效的 " + format + "。" },
	Broken: func(format, line, column string) string {
		return "原是有效的 " + format + "，现在不是了" + placeChinese(line, column) + "。"
	},
	Format:        "将 JSON 缩进排版并再次检查",
	FormatChanges: "只改变空白，因此会改变字节；名称、值及其顺序不变。",
	EditAgain:     "继续编辑",
	ChooseAgain:   "选择其他文件",
}

func placeChinese(line, column string) string {
	switch {
	case line == "":
		return ""
	case column == "":
		return "：第 " + number(line) + " 行"
	}
	return "：第 " + number(line) + " 行第 " + number(column) + " 列"
}

var chineseMerge = Merge{
	DocumentTitle: func(node string) string { return "合并 " + node },
	Title:         "双方的修改",
	Clean: func(edited, now string) string {
		return movedChinese(edited, now) + "尚未保存。双方的修改互不重叠，可以都保留：请检查合并后的文本。"
	},
	Conflicts: func(n int, edited, now string) string {
		return movedChinese(edited, now) + "尚未保存。有 " + Count(n) + " 处双方改了相同的行：请选择保留哪一方。"
	},
	Base:       "编辑前的内容",
	Theirs:     func(version string) string { return "当前内容：版本 " + version },
	Yours:      "输入的内容",
	Gone:       "已删除",
	KeepTheirs: "保留对方的",
	KeepYours:  "保留自己的",
	Taken:      "保留",
	Left:       func(lines int) string { return Count(lines) + " 行相同" },
	Review:     "检查合并后的文本",
	Edit:       "编辑合并后的文本",
	Over:       "检查以自己的内容替换对方的",
}

func movedChinese(edited, now string) string {
	if edited == now {
		return ""
	}
	return "编辑的是版本 " + edited + "，而当前已是版本 " + now + "。"
}
