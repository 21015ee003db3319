package words

import (
	"fmt"
	"strconv"
	"time"
)

var chineseFormat = Format{
	Size: func(bytes int) string {
		switch {
		case bytes < 10<<10:
			return Count(bytes) + " 字节"
		case bytes < 1<<20:
			return fmt.Sprintf("%.0f KiB", float64(bytes)/(1<<10))
		}
		return mebibytes(bytes)
	},
	Bytes: func(n int) string { return Count(n) + " 字节" },
	Children: func(n int) string {
		if n == 0 {
			return "无子节点"
		}
		return Count(n) + " 个子节点"
	},
	Seconds:      func(n int) string { return Count(n) + " 秒" },
	Ago:          chineseAgo,
	JustNow:      "刚刚",
	NeverChanged: "从未修改",
	Never:        "从未",
}

// chineseUnits are the short forms of Intl.RelativeTimeFormat, which have no space. A test in
// web/e2e compares them with the browser's.
var chineseUnits = map[string]string{
	"year": "年", "month": "个月", "day": "天", "hour": "小时", "minute": "分钟", "second": "秒",
}

func chineseAgo(passed time.Duration) string {
	n, name := inUnit(passed)
	switch {
	case n == 0:
		return "刚刚"
	case passed < 0:
		return strconv.Itoa(n) + chineseUnits[name] + "后"
	}
	return strconv.Itoa(n) + chineseUnits[name] + "前"
}
