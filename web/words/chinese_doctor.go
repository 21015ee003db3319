package words

import "zkweb/zkconn/znode"

var chineseDoctor = Doctor{
	Title:         "连接诊断",
	DocumentTitle: func(cluster string) string { return "到 " + cluster + " 各服务器的连接" },
	Explained:     "从本控制台到每台服务器的连接过程，不使用任何人的凭据。每一步最多一秒；某一步失败后，其后的步骤不再尝试。",
	Again:         "再次诊断",
	OK:            "一切正常",
	Failed:        "失败",
	Skipped:       "该服务器不支持此项，或未提供版本。",
	Step:          "步骤",
	Took:          "耗时",
	Found:         "结果",
	Steps: map[string]string{
		"name": "名称解析", "tcp": "TCP 连接", "tls": "TLS 握手", "version": "版本 (srvr)", "handshake": "会话", "whoami": "身份 (whoAmI)", "sync": "同步 (sync)", "chroot": "集群的 chroot",
	},
	Finds: map[string]func(znode.Args) string{
		"name": func(a znode.Args) string { return "地址 " + a["addresses"] },
		"tcp": func(a znode.Args) string {
			if a["failed"] != "" {
				return "已连接 " + a["address"] + "；此前失败的有 " + a["failed"]
			}
			return "已连接 " + a["address"]
		},
		"tls": func(a znode.Args) string {
			return joined("。", joined("、", a["protocol"], a["cipher"]), "证书属于 "+a["subject"]+"，由 "+a["issuer"]+" 签发，名称为 "+a["names"]+"，有效期至 "+a["until"], "证书链："+a["chain"])
		},
		"version":   func(a znode.Args) string { return "版本 " + joined("，", a["version"], a["role"]) },
		"handshake": func(a znode.Args) string { return "超时 " + a["timeout"] + "，请求的是 " + a["asked"] },
		"whoami":    func(a znode.Args) string { return "服务器把控制台识别为 " + a["identities"] },
		"sync":      func(znode.Args) string { return "服务器已与 leader 同步。" },
		"chroot":    func(a znode.Args) string { return a["path"] + " 存在。" },
	},
	Millis: func(ms float64) string { return milliseconds(ms) + " 毫秒" },
}
