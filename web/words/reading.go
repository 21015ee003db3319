package words

// Reading has the tools beside long data and many children.
type Reading struct {
	Wrap       string // label of a switch: long lines are wrapped
	FindIn     string // the name of the field
	FindInHint string // explains the field
	Fold       string // label of a switch: only the top level is shown
	FoldBelow  string // the name of the control that folds the lines below a line
	Copy       string

	Value                  string // the header of the column with the children's values
	ShowValues, HideValues string // links to the list of children with values and without
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
