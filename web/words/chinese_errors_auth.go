package words

import "zkweb/zkconn/znode"

var chineseAuth = Errors{
	znode.CodeFormMzxid:          text("表单中的 mzxid 不是整数。请使用节点状态信息中的值。"),
	znode.CodeSignedOut:          text("该集群的登录已失效：登录资格已取消，或密码已修改。请重新登录。"),
	znode.CodeSignedOutMeanwhile: text("登录过程中，登录已被取消。请重新登录。"),
	znode.CodeSignedInMeanwhile:  text("同一时刻在另一个标签页中登录了。请刷新页面。"),
	znode.CodeConsoleFull:        text("登录人数已达上限。闲置的登录会在 30 分钟后结束，请届时重试。"),
	znode.CodeSessionIdle:        func(a znode.Args) string { return "连续 " + a["after"] + " 没有任何请求。" },
	znode.CodeSessionOld:         func(a znode.Args) string { return "已持续 " + a["after"] + "。" },
	znode.CodeSignedInAgain:      text("同一浏览器中有人再次登录了该集群。"),
	znode.CodeTakenOver:          text("同一浏览器中有其他人登录。"),
	znode.CodeNoSuchSession:      text("没有这个会话，或它已经结束。"),
	znode.CodeNameRequired:       text("请使用用户名和密码登录：本控制台只允许已知用户进入。"),
}
