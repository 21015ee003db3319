package words

// Reading are the tools beside long data and many children.
type Reading struct {
	Wrap       string // a switch: lines are broken where there is no room
	FindIn     string // the field's name
	FindInHint string // how it is used
	Fold       string // a switch: only what is at the top is shown
	FoldBelow  string // names the control that folds what belongs to a line
	Copy       string

	Value                  string // the header of the column with the children's values
	ShowValues, HideValues string // lead to the list of children with it, and without
}

var englishTools = Reading{
	Wrap:       "Wrap",
	FindIn:     "Find in data",
	FindInHint: "Enter goes to the next line found, Shift+Enter to the one before; :40 goes to line 40",
	Fold:       "Fold",
	FoldBelow:  "Fold what belongs to this line",
	Copy:       "Copy data",

	Value:      "Value",
	ShowValues: "Show values",
	HideValues: "Hide values",
}

var chineseTools = Reading{
	Wrap:       "自动换行",
	FindIn:     "在数据中查找",
	FindInHint: "按回车跳到下一处，按 Shift+回车 跳到上一处；输入 :40 跳到第 40 行",
	Fold:       "折叠",
	FoldBelow:  "折叠该行所含的内容",
	Copy:       "复制数据",

	Value:      "数据",
	ShowValues: "显示数据",
	HideValues: "隐藏数据",
}
