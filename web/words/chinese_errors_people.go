package words

import "zkweb/zkconn/znode"

var chinesePeople = Errors{
	znode.CodeReadOnly:        text("本控制台为只读：运行时没有 --allow-writes，因此未作任何修改。"),
	znode.CodeClusterReadOnly: text("该集群在本控制台中为只读：启动时为它设置了 --read-only，因此未作任何修改。"),
	znode.CodeRoleForbids: func(a znode.Args) string {
		return "当前角色“" + a["role"] + "”无权执行此操作。如有需要，请联系管理员更换角色。"
	},
	znode.CodeOutsidePaths: text("无权访问该路径。如有需要，请联系管理员开放。"),
	znode.CodeConfined:     text("此页面涉及整个集群，仅对路径不受限的用户开放。当前用户只能访问部分路径；如有需要，请联系管理员开放。"),
	znode.CodeOnTheWay:     text("该节点只是通往可访问路径的途经节点：只显示路径，不显示内容。"),
	znode.CodeHoldsMask: func(a znode.Args) string {
		return "未作修改：数据中含有代替敏感信息的“" + a["mask"] + "”。请填入真实的值。"
	},
	znode.CodeMadeAnew: text("读取之后，该节点曾被删除并重新创建：版本相同，但已不是同一个节点。"),
	znode.CodeNoReason: text("未显示明文。请填写理由后重试，理由会记入审计日志。"),
	znode.CodeTooManyReveals: func(a znode.Args) string {
		return "未显示明文：一分钟内最多显示 " + a["max"] + " 次，已达上限。请稍候重试。"
	},
	znode.CodeRoleUnknown: func(a znode.Args) string {
		return "没有这个角色。可用的角色：" + a["roles"] + "。"
	},

	znode.CodeDirectoryMissing: func(a znode.Args) string {
		return "该集群中没有用户目录 " + a["path"] + "：用“zkweb user init”创建。"
	},
	znode.CodeDirectoryOpen: func(a znode.Args) string {
		return "用户目录权限过宽：" + a["path"] + " 的 ACL 授予 " + a["who"] + " " + a["perms"] +
			" 权限，管理员以外的人也能创建用户。请只把修改权限 (cdwa) 留给管理员的 digest。"
	},
	znode.CodeACLsUnchecked: text("ZooKeeper 未检查 ACL (zookeeper.skipACL)，其用户目录无法证明任何人的身份。"),
	znode.CodeNotAdministrator: func(a znode.Args) string {
		return "ZooKeeper 不承认该用户名和密码是 " + a["path"] + " 的管理员。"
	},
	znode.CodeNoAdministrator: func(a znode.Args) string {
		return a["path"] + " 的 ACL 中没有管理员，即拥有全部权限的 digest。"
	},
	znode.CodeUserExists: text("该名称的用户已存在。"),
	znode.CodeNoSuchUser: text("没有该名称的用户。"),
	znode.CodeUserName:   text("用户名必须是节点可以使用的名称。"),
	znode.CodePasswordShort: func(a znode.Args) string {
		return "密码至少 " + number(a["min"]) + " 个字符。"
	},
	znode.CodePasswordUnusable: func(a znode.Args) string {
		if znode.Code(a["why"]) == znode.CodeProfileOwn {
			return "未作修改：目录的管理员要成为用户，需另用一个名称。"
		}
		return "未作修改：ZooKeeper 不允许该用户用此密码登录。请换用只含字母和数字的密码，并检查服务器的 digest 哈希算法 (digestAlg)。"
	},
	znode.CodeDigestUnknown: text("未作修改：ZooKeeper 所用的 digest 哈希算法 (digestAlg) 不为 zkweb 所知。"),
	znode.CodeSignInRefused: text("用户名或密码错误，或该用户无权登录该集群。"),

	znode.CodeUserUnknown:   text("用户目录中没有该用户。"),
	znode.CodePasswordWrong: text("密码无法打开用户档案。"),
	znode.CodeUserDisabled:  text("该用户已停用。"),
	znode.CodeProfileScheme: func(a znode.Args) string {
		return "用户档案的 ACL 中有 scheme 为“" + a["scheme"] + "”的条目，而只有 digest 能证明身份。"
	},
	znode.CodeProfileOwn: func(a znode.Args) string {
		return "用户档案的 ACL 授予用户本人“" + a["perms"] + "”权限，而必须且只能授予“r”。"
	},
	znode.CodeProfileShared: func(a znode.Args) string {
		return "用户档案的 ACL 授予 " + a["who"] + "“" + a["perms"] + "”权限；除用户本人外，只能有拥有全部权限的管理员。"
	},

	znode.CodeProfileTooLarge: func(a znode.Args) string {
		return "用户档案超过 " + number(a["bytes"]) + " 字节。"
	},
	znode.CodeProfileJSON:       text("用户档案不是格式正确的 JSON。"),
	znode.CodeProfileField:      text("用户档案中有未知或重复的字段。"),
	znode.CodeProfileIncomplete: text("用户档案缺少角色或路径。"),
	znode.CodeProfilePaths: func(a znode.Args) string {
		return "用户档案中的路径超过 " + number(a["max"]) + " 条。"
	},
	znode.CodeProfilePath:   text("用户档案中有一条路径无效或重复。"),
	znode.CodeProfileLocale: text("用户档案中的 locale 无效，应如 en 或 zh-CN。"),
}
