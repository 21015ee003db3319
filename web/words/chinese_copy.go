package words

import (
	"strconv"

	"zkweb/zkconn/znode"
)

var chineseCopy = Copy{
	Titles: [2]string{"复制", "移动"},
	Link:   "复制或移动…",

	Beside:    [2]string{"在旁边复制一份", "重命名"},
	Name:      "新名称",
	Elsewhere: "其他位置",
	To:        "目标",
	Hint:      "/路径，或 <集群>:/路径",
	Overwrite: "覆盖目标处已有的内容",
	Plan:      "查看计划",
	OtherVerb: [2]string{"改为移动", "改为复制"},
	SignIn:    "登录该集群",
	Planned:   "目标：",
	Count: func(znodes int, size string) string {
		return Count(znodes) + " 个节点，数据共 " + size + "。"
	},
	AtLeast: func(count string) string { return "统计提前停止：至少 " + count },
	There: func(same, different, more int) string {
		return "目标处已有：" + Count(same) + " 个相同，" + Count(different) + " 个数据或 ACL 不同。目标处另有 " + Count(more) + " 个节点，保持不变。"
	},
	ThereSome: "目标处已有内容。",
	Overwrites: func(n int) string {
		return "将以原节点的数据和 ACL 覆盖 " + Count(n) + " 个节点。"
	},
	Denied: func(n int) string {
		return "有 " + Count(n) + " 个节点的部分内容无权读取，它们及其下的节点不会被复制。"
	},
	Ephemerals: [2]func(n int) string{
		func(n int) string {
			return "不复制 " + Count(n) + " 个临时节点，它们属于仍保持连接的客户端的会话："
		},
		func(n int) string {
			return "仍有客户端在此持有 " + Count(n) + " 个临时节点，它们属于各自的会话，无法移动。请先停止客户端，或将其留在原处，或改为复制："
		},
	},
	Leave: "留下它们，移动其余节点",
	Leaves: func(n int) string {
		return "留在原处：" + Count(n) + " 个仍有客户端持有的临时节点，以及其上的节点（这些上级节点将同时存在于两处）："
	},
	ACLs:      "ACL 保持不变。",
	ACLsThere: "ACL 保持不变。在另一个集群中，以相同 digest 或相同名称登录者拥有这些权限。",
	Kinds:     "ZooKeeper 不区分显示容器节点、TTL 节点与持久节点：它们会成为持久节点。",
	Counter: func(next, highest int64) string {
		return "副本的计数器将为 " + strconv.FormatInt(next, 10) + "，不大于此处的最大序号 " + strconv.FormatInt(highest, 10) + "：新的顺序节点会排在它们之前，或与之重名。"
	},
	Quotas:  "配额不会随之复制。",
	Masks:   "在此处脱敏、而在目标处不会脱敏的节点不会被复制。",
	AsJob:   "操作作为任务进行，可以暂停和取消。",
	AtOnce:  "操作是一个事务：全部完成，或全部不做。",
	InSteps: "先复制全部节点；然后逐一删除数据和 ACL 已在目标处的原节点。期间被他人修改的节点会保留。",
	Apply: [2]func(n int) string{
		func(n int) string { return "复制 " + Count(n) + " 个节点" },
		func(n int) string { return "移动 " + Count(n) + " 个节点" },
	},
	ApplyAll: [2]string{"全部复制", "全部移动"},
	Change:   "更换位置或名称",
	Left:     "未复制",
}

var chineseCopies = Errors{
	znode.CodeCopyTo: text("目标请写作 /路径，或 <集群>:/路径；或填写新名称。"),
	znode.CodeCopySignIn: func(a znode.Args) string {
		return "本控制台会话未登录集群“" + a["cluster"] + "”。请先登录该集群。"
	},
	znode.CodeCopyInto: text("两个位置相同，或一个在另一个之下。请选择旁边的位置。"),
	znode.CodeCopySame: func(a znode.Args) string {
		return "集群“" + a["cluster"] + "”是同一集群 (ensemble) 的另一名称：其中两个位置相同，或一个在另一个之下。请选择旁边的位置。"
	},
	znode.CodeCopyPlace: text("根节点、ZooKeeper 自身的节点和用户目录不能复制或移动，也不能作为目标。"),
	znode.CodeCopyParent: func(a znode.Args) string {
		return "目标的父节点“" + a["path"] + "”不存在。请先创建它。"
	},
	znode.CodeCopyExists:    text("目标处已有其他节点，予以保留。请选择“覆盖”，或更换位置。"),
	znode.CodeCopyAbove:     text("未复制：其父节点在目标处与原节点不一致。"),
	znode.CodeCopyEphemeral: text("未复制：它是临时节点，属于某个会话。"),
	znode.CodeCopyDigest:    text("其 ACL 中的 digest 只对有 ADMIN 权限者显示。复制后任何人都无法访问。"),
	znode.CodeCopyUnmasks:   text("其中的敏感信息在此处脱敏，在目标处却会显示。请选用能表明其为敏感信息的名称。"),
	znode.CodeCopyUnread:    text("只有可以显示明文者才能复制它。"),
	znode.CodeNotAllCopied: func(a znode.Args) string {
		return "已复制 " + number(a["copied"]) + " 个，未复制 " + number(a["left"]) + " 个。"
	},
	znode.CodeMoveEphemeral: func(a znode.Args) string {
		return "未作移动：客户端在此持有 " + number(a["count"]) + " 个临时节点，它们无法移动。可将其留在原处，或改为复制。"
	},
	znode.CodeMoveNotAll: func(a znode.Args) string {
		return "未作删除：有 " + number(a["failed"]) + " 个节点无法复制。已复制的节点在目标处。"
	},
	znode.CodeMoveChanged: text("期间被他人修改，因此保留。此前复制的内容在目标处。"),
}
