package words

import "zkweb/zkconn/znode"

var chineseZooKeeper = Errors{
	znode.CodeNoNode:          text("没有这个节点。"),
	znode.CodeNoAuth:          text("该节点的 ACL 不允许此操作。"),
	znode.CodeBadVersion:      text("读取之后，该节点已被修改。"),
	znode.CodeEphemeralParent: text("临时节点不能有子节点。"),
	znode.CodeNodeExists:      text("该名称的节点已存在。"),
	znode.CodeNotEmpty:        text("只能删除没有子节点的节点。请先删除其子节点。"),
	znode.CodeInvalidACL:      text("ZooKeeper 拒绝了该 ACL。"),
	znode.CodeBadArguments:    text("ZooKeeper 拒绝了请求的内容。"),
	znode.CodeQuotaExceeded:   text("此操作会超出 ZooKeeper 中为这部分节点树设置的配额。"),
	znode.CodeAuthFailed:      text("ZooKeeper 拒绝了凭据。请重新登录。"),
	znode.CodeSignInRequired:  text("这些服务器只应答已认证的客户端 (enforce.auth.schemes 或 SASL)。请使用用户名登录。"),
	znode.CodeOtherSignIn: func(a znode.Args) string {
		return "这些服务器不接受用户名和密码，即“" + a["user"] + "”所用的登录方式。它们要求 zkweb 不具备的其他方式 (SASL，或 enforce.auth.schemes 中的另一种)。"
	},
	znode.CodeSessionExpired: text("ZooKeeper 会话已过期，正在建立新会话。请重试。"),
	znode.CodeSessionMoved:   text("ZooKeeper 会话已转移到另一台服务器。请重试。"),
	znode.CodeServerReadOnly: text("该服务器与其他服务器失去联系，不接受修改。请待其恢复后重试。"),
	znode.CodeThrottled:      text("ZooKeeper 过载，拒绝了请求。请重试。"),
	znode.CodeServerTimeout:  text("ZooKeeper 已连接，但服务器未及时完成请求。请重试。"),
	znode.CodeServerFailed: func(a znode.Args) string {
		return "ZooKeeper 已连接，但应答失败（错误码 " + a["code"] + "），详情见其日志。"
	},
	znode.CodeUnimplemented: text("此 ZooKeeper 服务器不支持该操作，更新的版本支持。"),
	znode.CodeVersionUnknown: func(a znode.Args) string {
		return "服务器 " + a["server"] + " 未提供版本 (srvr 命令)，而旧版服务器不支持该操作。"
	},
	znode.CodeGarbled: text("服务器的应答无法理解。它是 ZooKeeper 吗？"),
}

var chineseConnection = Errors{
	znode.CodeNotConnected: func(servers znode.Args) string {
		if len(servers) == 0 {
			return "未连接到 ZooKeeper：尚未尝试任何服务器。"
		}
		return "未连接到 ZooKeeper：" + eachServer(servers, chineseServers, "；") + "。"
	},
	znode.CodeConnectionLost: text("与 ZooKeeper 的连接在应答到达前断开。请重试。"),
	znode.CodeNoAnswer:       func(a znode.Args) string { return "ZooKeeper (" + a["server"] + ") 未及时应答。" },
	znode.CodeDataSlow: func(a znode.Args) string {
		return "数据（" + number(a["bytes"]) + " 字节）未能通过该连接及时到达。请改为下载，下载允许更长的时间。"
	},
	znode.CodeGivenUp:         text("ZooKeeper 应答之前，浏览器已离开。"),
	znode.CodeNotSent:         text("未作修改：已没有时间向 ZooKeeper 发送请求。请重试。"),
	znode.CodeTooManyRequests: text("等待的请求过多。请重试。"),
	znode.CodeChrootMissing: func(a znode.Args) string {
		return "ZooKeeper 中没有节点 " + a["chroot"] + "，而集群“" + a["cluster"] + "”应从它开始 (chroot)。请用其他客户端创建它，或更正 --cluster。"
	},
	znode.CodePoolFull: func(a znode.Args) string {
		return "zkweb 已满：最多保持 " + number(a["limit"]) + " 个 ZooKeeper 会话，每人的凭据各占一个。请几分钟后重试，或请管理员调高 --max-zk-sessions。"
	},
	znode.CodeConsoleStopping: text("zkweb 正在停止。"),
	znode.CodeSessionClosed:   text("该 ZooKeeper 会话已关闭。请刷新页面。"),
	znode.CodeUnknownOutcome:  text("修改已发出，但没有收到应答：可能已生效，也可能没有。请先查看该节点再重试。"),
	znode.CodeDroppedLarge: func(a znode.Args) string {
		return "ZooKeeper 因 " + number(a["bytes"]) + " 字节的请求关闭了连接。服务器的上限 (jute.maxbuffer) 很可能更小，那样则未作修改。请先查看该节点，再减少一次修改的内容，或请管理员调高上限。"
	},
	znode.CodeReadDropped: func(a znode.Args) string {
		return "ZooKeeper 因 " + number(a["bytes"]) + " 字节的查询关闭了连接：服务器的上限 (jute.maxbuffer) 很可能更小。"
	},
	znode.CodeAnswerTooLarge: func(a znode.Args) string {
		return "ZooKeeper 的应答有 " + number(a["bytes"]) + " 字节；zkweb 最多读取 " + number(a["limit"]) + " 字节 (--max-reply)。"
	},
	znode.CodeRequestTooLarge: func(a znode.Args) string {
		return "该请求有 " + number(a["bytes"]) + " 字节；ZooKeeper 最多接受 " + number(a["limit"]) + " 字节 (jute.maxbuffer)。"
	},
	znode.CodeDataTooLarge: func(a znode.Args) string {
		return "数据有 " + number(a["bytes"]) + " 字节；zkweb 向一个节点最多写入 " + number(a["limit"]) + " 字节。"
	},
	znode.CodeSetACLAlone: text("ZooKeeper 只能单独设置 ACL，不能与其他修改一起进行。"),
}

var chineseCredentials = Errors{
	znode.CodeNoUserName:     text("请输入用户名，或不使用凭据直接进入。"),
	znode.CodeUserNameColon:  text("ZooKeeper 用户名不能含有冒号：digest 方案以冒号结束用户名。密码可以含有冒号。"),
	znode.CodeUserNamePrints: text("用户名含有不可打印的字符，或不是有效的 UTF-8。"),
	znode.CodePasswordPrints: text("密码含有不可打印的字符，或不是有效的 UTF-8。"),
	znode.CodeCredentialsTooLong: func(a znode.Args) string {
		return "用户名和密码各自最多 " + number(a["limit"]) + " 字节。"
	},
}

var chineseServers = Errors{
	znode.CodeServerUntold:       didServer("尚未应答"),
	znode.CodeServerNoAddress:    didServer("的主机名无法解析"),
	znode.CodeServerRefused:      didServer("拒绝连接"),
	znode.CodeServerUnreachable:  didServer("无法到达"),
	znode.CodeServerForeign:      didServer("有应答，但不像是 ZooKeeper"),
	znode.CodeServerSilent:       didServer("未及时应答"),
	znode.CodeServerSignIn:       didServer("未及时应答登录"),
	znode.CodeServerHungUp:       didServer("在授予会话前关闭了连接：来自该地址的连接可能过多 (maxClientCnxns)，或没有法定人数 (quorum)，或其数据落后于本会话所见"),
	znode.CodeServerHangsUp:      didServer("接受此处的连接后随即挂断：来自该地址的连接 (maxClientCnxns) 或连接总数 (maxCnxns) 可能过多，或它是一个代理，其后的服务器不在"),
	znode.CodeServerStopped:      didServer("停止应答"),
	znode.CodeServerClosed:       didServer("关闭了连接"),
	znode.CodeServerTLS:          didServer("在该端口上使用 TLS：请以 tls:// 写明集群"),
	znode.CodeServerNoTLS:        didServer("在该端口不使用 TLS：请在集群地址中去掉 tls://"),
	znode.CodeServerRefusesTLS:   didServer("拒绝了 zkweb 的 TLS：可能要求客户端证书 (--zk-cert、--zk-key)"),
	znode.CodeServerAuthority:    didServer("的证书由 zkweb 不信任的机构签发 (--zk-ca)"),
	znode.CodeServerOtherName:    didServer("的证书属于另一个名称：请用证书中的名称写明集群，或为服务器换上新证书"),
	znode.CodeServerCertificate:  didServer("的证书已过期或无效：请换上新证书"),
	znode.CodeServerNoQuorum:     didServer("已启动，但不提供服务：没有法定人数 (quorum)"),
	znode.CodeServerSilentOnSrvr: didServer("未说明自身状态：四字命令 srvr 未启用 (4lw.commands.whitelist)"),
}

var chineseLost = Errors{
	znode.CodeSessionTimedOut: text("会话已过期：服务器在超时时间内没有收到它的消息。"),
	znode.CodeSessionReplaced: text("服务器授予了另一个会话取代它。"),
}
