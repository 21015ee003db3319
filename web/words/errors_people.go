package words

import "zkweb/zkconn/znode"

// englishPeople has the errors of the policy and the user directory.
var englishPeople = Errors{
	znode.CodeReadOnly:        text("This console is read-only: it runs without --allow-writes, so nothing was changed."),
	znode.CodeClusterReadOnly: text("This cluster is read-only here: the console was started with --read-only for it, so nothing was changed."),
	znode.CodeRoleForbids: func(a znode.Args) string {
		return "Your role here, “" + a["role"] + "”, does not include this. Ask an administrator for another."
	},
	znode.CodeOutsidePaths: text("You don’t have access to this path. An administrator can give you more."),
	znode.CodeConfined:     text("This page is about the whole cluster, so it is for people whose paths are not limited. Yours are; an administrator can give you more."),
	znode.CodeOnTheWay:     text("This znode is only on the way to your paths: you see the way, not what it holds."),
	znode.CodeHoldsMask: func(a znode.Args) string {
		return "Nothing was changed: the data holds “" + a["mask"] + "”, which stands for a masked secret. Put the secret itself there."
	},
	znode.CodeMadeAnew: text("Somebody deleted this znode and made it anew since you read it: its version is the same, but it is another znode."),
	znode.CodeNoReason: text("Nothing was revealed. Give a reason, which goes on record, and try again."),
	znode.CodeTooManyReveals: func(a znode.Args) string {
		return "Nothing was revealed: you revealed secrets " + a["max"] + " times within a minute, which is the most. Wait a little and try again."
	},
	znode.CodeRoleUnknown: func(a znode.Args) string {
		return "There is no such role: the roles are " + a["roles"] + "."
	},

	znode.CodeDirectoryMissing: func(a znode.Args) string {
		return "There is no user directory " + a["path"] + " in this cluster: “zkweb user init” makes it."
	},
	znode.CodeDirectoryOpen: func(a znode.Args) string {
		return "The user directory is open: the ACL of " + a["path"] + " gives " + a["who"] + " " + a["perms"] +
			", so others than its administrators could make users. Leave changes (cdwa) there to the digests of its administrators."
	},
	znode.CodeACLsUnchecked: text("ZooKeeper does not check ACLs (zookeeper.skipACL), so its user directory proves nobody’s name."),
	znode.CodeNotAdministrator: func(a znode.Args) string {
		return "ZooKeeper does not take this user and password for an administrator of " + a["path"] + "."
	},
	znode.CodeNoAdministrator: func(a znode.Args) string {
		return "The ACL of " + a["path"] + " names no administrator: a digest with all permissions."
	},
	znode.CodeUserExists: text("There is a user of this name already."),
	znode.CodeNoSuchUser: text("There is no user of this name."),
	znode.CodeUserName:   text("A user’s name must be one that a znode can have."),
	znode.CodePasswordShort: func(a znode.Args) string {
		return "A password has at least " + number(a["min"]) + " characters."
	},
	znode.CodePasswordUnusable: func(a znode.Args) string {
		if znode.Code(a["why"]) == znode.CodeProfileOwn {
			return "Nothing was changed: an administrator of the directory needs another name to be a user."
		}
		return "Nothing was changed: ZooKeeper does not let this user in with this password. Try one of plain letters and digits, and look how the servers hash digests (digestAlg)."
	},
	znode.CodeDigestUnknown: text("Nothing was changed: ZooKeeper hashes digests (digestAlg) in a way that zkweb does not know."),
	znode.CodeSignInRefused: text("The user name or the password is wrong, or this user may not sign in to this cluster."),

	znode.CodeUserUnknown:   text("The user directory has no such user."),
	znode.CodePasswordWrong: text("The password does not open the user’s profile."),
	znode.CodeUserDisabled:  text("The user is disabled."),
	znode.CodeProfileScheme: func(a znode.Args) string {
		return "The profile’s ACL has an entry of the scheme “" + a["scheme"] + "”, and only digests prove a name."
	},
	znode.CodeProfileOwn: func(a znode.Args) string {
		return "The profile’s ACL gives its user “" + a["perms"] + "”, where it must give “r” and nothing else."
	},
	znode.CodeProfileShared: func(a znode.Args) string {
		return "The profile’s ACL gives " + a["who"] + " “" + a["perms"] + "”, and only administrators, with all permissions, may stand beside its user."
	},

	znode.CodeProfileTooLarge: func(a znode.Args) string {
		return "The profile is over " + number(a["bytes"]) + " bytes."
	},
	znode.CodeProfileJSON:       text("The profile is not JSON of the right form."),
	znode.CodeProfileField:      text("The profile has a field that is unknown, or one that it has twice."),
	znode.CodeProfileIncomplete: text("The profile lacks its role or its paths."),
	znode.CodeProfilePaths: func(a znode.Args) string {
		return "The profile has over " + number(a["max"]) + " paths."
	},
	znode.CodeProfilePath:   text("One of the profile’s paths is not a path, or stands there twice."),
	znode.CodeProfileLocale: text("The profile’s locale is not one, such as en or zh-CN."),
}
