package words

import "zkweb/zkconn/znode"

// chineseRecorded has the trail's versions of errors that tell the reader what to do.
var chineseRecorded = Errors{
	znode.CodeRoleForbids: func(a znode.Args) string {
		return "角色“" + a["role"] + "”无权执行此操作。"
	},
	znode.CodeOutsidePaths: text("在该用户可访问的路径之外。"),
	znode.CodeConfined:     text("此内容涉及整个集群，而该用户的路径受限。"),
	znode.CodeOnTheWay:     text("只是通往该用户可访问路径的途经节点。"),

	znode.CodeSignedOut:          text("该用户已无资格登录该集群，或其密码已修改。"),
	znode.CodeSignedOutMeanwhile: text("该用户登录过程中，登录已被取消。"),
	znode.CodeSignedInMeanwhile:  text("该用户同一时刻在另一个标签页中登录了。"),
	znode.CodeNameRequired:       text("登录时没有用户名，而本控制台只允许已知用户进入。"),
	znode.CodeNotSignedIn:        text("没有人登录。"),
	znode.CodeNotSignedInHere:    text("没有人登录该集群。"),
	znode.CodeTooManySignIns:     text("一分钟内来自该地址的登录过多。"),
	znode.CodeTooManyReveals: func(a znode.Args) string {
		return "该用户一分钟内已显示明文 " + a["max"] + " 次。"
	},
	znode.CodeShareGone:      text("链接已失效或不存在，或者创建者已失去读取权限。"),
	znode.CodeSharesTooMany:  text("该地址打开链接过于频繁。"),
	znode.CodeStreamsTooMany: text("该用户打开的事件流过多。"),
	znode.CodeFindsTooMany:   text("该用户同时进行的查找过多。"),
	znode.CodeFindEnded:      text("其间登录已失效。"),
	znode.CodeUploadsTooMany: text("未作修改：该用户的其他数据仍在发送中。"),

	znode.CodeConnectionLost: text("与 ZooKeeper 的连接在应答到达前断开。"),

	znode.CodeParentACL: text("未使用凭据登录，看不到父节点的完整 ACL，因此无法复制。"),
	znode.CodeReadDenied: func(a znode.Args) string {
		switch a["readers"] {
		case "":
			return "缺少该节点的 READ 权限。其 ACL 只对拥有 READ 或 ADMIN 权限者可见。"
		case "nobody":
			return "缺少该节点的 READ 权限，而其 ACL 未将它授予任何人。"
		}
		return "缺少该节点的 READ 权限。其 ACL 将它授予 " + a["readers"] + "。"
	},
	znode.CodeUndoUnseen: text("该用户无权读取之前的内容。"),
	znode.CodeACLDenied:  text("ACL 只对拥有 READ 或 ADMIN 权限者可见。"),
	znode.CodeBadVersion: text("该用户读取之后，节点已被修改。"),
	znode.CodeDroppedLarge: func(a znode.Args) string {
		return "ZooKeeper 因 " + number(a["bytes"]) + " 字节的请求关闭了连接：修改可能已生效，也可能没有。"
	},
	znode.CodeACLAdmin:       text("该节点的 ACL 不允许该用户设置它：这需要带 ADMIN (a) 的条目。"),
	znode.CodeQuotaChanged:   text("该用户读取之后，配额已被他人设置。"),
	znode.CodeACLChanged:     text("该用户读取之后，ACL 已被他人设置。"),
	znode.CodeACLWarned:      func(a znode.Args) string { return "已请该用户确认是否本意：" + a["warnings"] + "。" },
	znode.CodeMadeAnew:       text("该用户读取之后，节点曾被删除并重新创建：版本相同，但已不是同一个节点。"),
	znode.CodeUnknownOutcome: text("修改已发出，但没有收到应答：可能已生效，也可能没有。"),
}
