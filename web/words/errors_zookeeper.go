package words

import (
	"maps"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// englishZooKeeper has ZooKeeper's errors.
var englishZooKeeper = Errors{
	znode.CodeNoNode:          text("There is no such znode."),
	znode.CodeNoAuth:          text("The znode’s ACL does not allow this."),
	znode.CodeBadVersion:      text("The znode has changed since you read it."),
	znode.CodeEphemeralParent: text("An ephemeral znode cannot have children."),
	znode.CodeNodeExists:      text("A znode of this name exists already."),
	znode.CodeNotEmpty:        text("Only znodes without children can be deleted. Delete its children first."),
	znode.CodeInvalidACL:      text("ZooKeeper refused this ACL."),
	znode.CodeBadArguments:    text("ZooKeeper refused what it was sent."),
	znode.CodeQuotaExceeded:   text("This would exceed the quota that is set in ZooKeeper for this part of the tree."),
	znode.CodeAuthFailed:      text("ZooKeeper refused the credentials. Sign in again."),
	znode.CodeSignInRequired:  text("These servers answer only those who sign in (enforce.auth.schemes or SASL). Sign in with a user name."),
	znode.CodeOtherSignIn: func(a znode.Args) string {
		return "These servers do not accept user name and password, as “" + a["user"] + "” signed in with. They ask for another way (SASL, or another of enforce.auth.schemes), which zkweb does not have."
	},
	znode.CodeSessionExpired: text("The ZooKeeper session has expired and a new one is being opened. Try again."),
	znode.CodeSessionMoved:   text("The ZooKeeper session has moved to another server. Try again."),
	znode.CodeServerReadOnly: text("This server is cut off from the others and takes no changes. Try again when they are back."),
	znode.CodeThrottled:      text("ZooKeeper is overloaded and refused the request. Try again."),
	znode.CodeServerTimeout:  text("ZooKeeper is connected, but its servers did not finish the request in time. Try again."),
	znode.CodeServerFailed: func(a znode.Args) string {
		return "ZooKeeper is connected, but failed to answer (its error " + a["code"] + "). Its own log tells more."
	},
	znode.CodeUnimplemented: text("This ZooKeeper server does not know this operation; newer versions do."),
	znode.CodeVersionUnknown: func(a znode.Args) string {
		return "The server " + a["server"] + " does not tell its version (the command srvr), and old servers do not know this operation."
	},
	znode.CodeGarbled: text("The server sent an answer that makes no sense. Is it a ZooKeeper?"),
}

// englishConnection has the errors of the connection to ZooKeeper.
var englishConnection = Errors{
	znode.CodeNotConnected: func(servers znode.Args) string {
		if len(servers) == 0 {
			return "Not connected to ZooKeeper: no server has been tried yet."
		}
		return "Not connected to ZooKeeper: " + eachServer(servers, englishServers, ", ") + "."
	},
	znode.CodeConnectionLost: text("The connection to ZooKeeper was lost before an answer came. Try again."),
	znode.CodeNoAnswer:       func(a znode.Args) string { return "ZooKeeper (" + a["server"] + ") did not answer in time." },
	znode.CodeGivenUp:        text("The browser left before ZooKeeper answered."),
	znode.CodeDataSlow: func(a znode.Args) string {
		return "The data (" + number(a["bytes"]) + " bytes) did not come in time over this connection. Download it instead: that may take longer."
	},
	znode.CodeNotSent:         text("Nothing was changed: no time was left to ask ZooKeeper. Try again."),
	znode.CodeTooManyRequests: text("Too many requests are waiting. Try again."),
	znode.CodeChrootMissing: func(a znode.Args) string {
		return "ZooKeeper has no znode " + a["chroot"] + ", below which the cluster “" + a["cluster"] + "” is to begin (its chroot). Create it with another client, or correct --cluster."
	},
	znode.CodePoolFull: func(a znode.Args) string {
		return "zkweb is full: it keeps at most " + number(a["limit"]) + " ZooKeeper sessions, one for each person’s credentials. Try again in a few minutes, or ask whoever runs it to raise --max-zk-sessions."
	},
	znode.CodeConsoleStopping: text("zkweb is stopping."),
	znode.CodeSessionClosed:   text("This ZooKeeper session is closed. Reload the page."),
	znode.CodeUnknownOutcome:  text("The change was sent, but no answer came: it may have happened or not. Look at the znode before you try again."),
	znode.CodeDroppedLarge: func(a znode.Args) string {
		return "ZooKeeper closed the connection over a request of " + number(a["bytes"]) + " bytes. The server’s limit (jute.maxbuffer) is most likely smaller, and then nothing was changed. Look at the znode, then change less at once, or ask for a higher limit."
	},
	znode.CodeReadDropped: func(a znode.Args) string {
		return "ZooKeeper closed the connection over a question of " + number(a["bytes"]) + " bytes: the server’s limit (jute.maxbuffer) is most likely smaller."
	},
	znode.CodeAnswerTooLarge: func(a znode.Args) string {
		return "ZooKeeper’s answer has " + number(a["bytes"]) + " bytes; zkweb reads at most " + number(a["limit"]) + " (--max-reply)."
	},
	znode.CodeRequestTooLarge: func(a znode.Args) string {
		return "This request has " + number(a["bytes"]) + " bytes; ZooKeeper takes at most " + number(a["limit"]) + " (jute.maxbuffer)."
	},
	znode.CodeDataTooLarge: func(a znode.Args) string {
		return "The data has " + number(a["bytes"]) + " bytes; zkweb writes at most " + number(a["limit"]) + " into a znode."
	},
	znode.CodeSetACLAlone: text("ZooKeeper sets an ACL only by itself, not together with other changes."),
}

// englishCredentials has the errors of the sign-in form.
var englishCredentials = Errors{
	znode.CodeNoUserName:     text("Type a user name, or continue without credentials."),
	znode.CodeUserNameColon:  text("A ZooKeeper user name has no colon in it: the digest scheme ends the name there. A password may have one."),
	znode.CodeUserNamePrints: text("The user name has a character that does not print, or is not valid UTF-8."),
	znode.CodePasswordPrints: text("The password has a character that does not print, or is not valid UTF-8."),
	znode.CodeCredentialsTooLong: func(a znode.Args) string {
		return "A user name and a password have at most " + number(a["limit"]) + " bytes each."
	},
}

// eachServer returns what happened at each server.
func eachServer(servers znode.Args, did Errors, separator string) string {
	var all []string
	for _, server := range slices.Sorted(maps.Keys(servers)) {
		if sentence := did[znode.Code(servers[server])]; sentence != nil {
			all = append(all, sentence(znode.Args{"server": server}))
		}
	}
	return strings.Join(all, separator)
}

// englishServers has the errors of one server.
var englishServers = Errors{
	znode.CodeServerUntold:       didServer("has not answered yet"),
	znode.CodeServerNoAddress:    didServer("has a host name that could not be resolved"),
	znode.CodeServerRefused:      didServer("refused the connection"),
	znode.CodeServerUnreachable:  didServer("could not be reached"),
	znode.CodeServerForeign:      didServer("answered, but not as a ZooKeeper does"),
	znode.CodeServerSilent:       didServer("did not answer in time"),
	znode.CodeServerSignIn:       didServer("did not answer the sign-in in time"),
	znode.CodeServerHungUp:       didServer("closed the connection before granting a session: it may have too many connections from this address (maxClientCnxns), no quorum, or less data than this session has seen"),
	znode.CodeServerHangsUp:      didServer("takes connections from here and hangs up: there may be too many from this address (maxClientCnxns) or in all (maxCnxns), or it may be a proxy whose server is away"),
	znode.CodeServerStopped:      didServer("stopped answering"),
	znode.CodeServerClosed:       didServer("closed the connection"),
	znode.CodeServerTLS:          didServer("speaks TLS on this port: write the cluster with tls://"),
	znode.CodeServerNoTLS:        didServer("does not speak TLS on this port: write the cluster without tls://"),
	znode.CodeServerRefusesTLS:   didServer("refused zkweb’s TLS: it may ask for a client certificate (--zk-cert, --zk-key)"),
	znode.CodeServerAuthority:    didServer("has a certificate of an authority that zkweb does not trust (--zk-ca)"),
	znode.CodeServerOtherName:    didServer("has a certificate for another name: write the cluster with one that is in it, or give the server a new one"),
	znode.CodeServerCertificate:  didServer("has a certificate that has expired, or is not valid: put a new one in its place"),
	znode.CodeServerNoQuorum:     didServer("is up but serves nobody: it has no quorum"),
	znode.CodeServerSilentOnSrvr: didServer("does not say how it is: srvr is not among its four-letter words (4lw.commands.whitelist)"),
}

func didServer(what string) func(znode.Args) string {
	return func(a znode.Args) string { return a["server"] + " " + what }
}

// englishLost has the reasons why a session was lost.
var englishLost = Errors{
	znode.CodeSessionTimedOut: text("The session expired: the servers heard nothing from it for longer than its timeout."),
	znode.CodeSessionReplaced: text("The servers granted another session in its place."),
}
