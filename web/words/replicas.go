package words

// Replicas compares a znode between the servers of its cluster.
type Replicas struct {
	Link          string // the link on the znode's page
	Title         string
	DocumentTitle func(path string) string
	Explained     string
	Equal         string // if all servers agree
	Unequal       string
	Is            string            // a column header
	States        map[string]string // how a server's znode compares with the newest one
	Version       string            // column headers
	Bytes         string
	Children      string
	ServerZxid    string
}

var englishReplicas = Replicas{
	Link:          "On each server",
	Title:         "On each server",
	DocumentTitle: func(path string) string { return path + " on each server" },
	Explained:     "Read side by side, on a session of yours with each server. Of the data it is told whether it is the same, to the byte. A change under way may be missing on some for a moment.",
	Equal:         "All servers have the same.",
	Unequal:       "Not all servers have the same, or not all could be asked.",
	Is:            "Znode",
	States: map[string]string{
		"same": "the same", "older": "older", "differs": "differs", "absent": "not there", "denied": "denied", "unknown": "not known",
	},
	Version: "Version", Bytes: "Bytes", Children: "Children", ServerZxid: "Zxid of the server",
}

var chineseReplicas = Replicas{
	Link:          "在各服务器上",
	Title:         "在各服务器上",
	DocumentTitle: func(path string) string { return "各服务器上的 " + path },
	Explained:     "以本人的会话同时从每台服务器读取。对数据只说明是否逐字节相同。正在进行的修改可能在部分服务器上短暂缺少。",
	Equal:         "所有服务器上的内容相同。",
	Unequal:       "各服务器上的内容不完全相同，或有服务器无法查询。",
	Is:            "节点",
	States: map[string]string{
		"same": "相同", "older": "较旧", "differs": "不同", "absent": "不存在", "denied": "拒绝访问", "unknown": "未知",
	},
	Version: "版本", Bytes: "字节", Children: "子节点", ServerZxid: "服务器的 zxid",
}
