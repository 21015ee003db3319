package words

import "zkweb/zkconn/znode"

var englishShell = Shell{
	SkipToContent: "Skip to content",
	Tree:          "Tree",
	Cluster:       func(name string) string { return "Cluster " + name },
	SignedInAs:    func(name string) string { return "as " + name },
	NotSignedIn:   "not signed in",
	GoToPath:      "Go to path",
	PathHint:      "Go to /path",
	States: map[znode.State]string{
		znode.Connected: "Connected",
		znode.Suspended: "Reconnecting",
		znode.Lost:      "Session lost",
	},
	SignedOut:           "Signed out",
	Anonymous:           "anonymous",
	AnonymousTitle:      "Signed in without credentials.",
	AnonymousExplained:  "You see what ZooKeeper shows to anyone.",
	SignedInAsName:      "Signed in as",
	Verified:            "verified",
	NotVerified:         "not verified",
	VerifiedExplained:   "Verified: your password opens your entry in this cluster’s user directory.",
	UnverifiedExplained: "Not verified: ZooKeeper accepts any digest credentials, so nobody has checked your password. With a wrong one, some znodes stay denied.",
	Role:                "Role:",
	OpenPaths:           "You have access to:",
	Server:              "Server",
	Chroot:              "Chroot",
	Session:             "Session",
	Since:               "Since",
	At:                  "at",
	ReadAt:              "read at",
	Refresh:             "Refresh",
	Trail:               "Audit trail",
	SignIns:             "Sign-ins",
	Shortcuts:           "Single-key shortcuts",
	ShortcutGoTo:        "go to path",
	ShortcutFilter:      "filter children",
	ShortcutUp:          "up to the parent",
	SignOut:             "Sign out",
	SignInAsNew:         "Sign in as someone else",
}

var englishScript = Script{
	Copied:             "Copied",
	NotCopied:          "Not copied",
	ConsoleUnreachable: "zkweb not reachable",
	NoConsole:          "zkweb does not answer. What you see may be out of date; this page keeps trying.",
	NoZooKeeper:        "No connection to ZooKeeper. What you see may be out of date; zkweb keeps trying.",
	Changed:            "This znode has changed since this page was read.",
	Gone:               "This znode was deleted after this page was read.",
	SignedOut:          "You are signed out. What you were reading is still here.",
	SignInAgain:        "Sign in again",
}

// Titles of more than one problem.
const (
	busy        = "Too much at once"
	noDirectory = "The user directory cannot be used"
	noTrail     = "The audit trail cannot be read"
)

var englishProblem = Problem{
	Titles: map[znode.Kind]string{
		znode.Invalid:         "Invalid",
		znode.Unauthenticated: "Signed out",
		znode.Denied:          "Denied",
		znode.NotFound:        "Not found",
		znode.Conflict:        "Conflict",
		znode.TooLarge:        "Too large",
		znode.RateLimited:     "Too many sign-ins",
		znode.Unavailable:     "No connection to ZooKeeper",
		znode.UnknownOutcome:  "Outcome unknown",
		znode.Internal:        "zkweb had an internal error",
	},
	Unusable: map[znode.Code]string{
		znode.CodeDirectoryMissing: noDirectory,
		znode.CodeDirectoryOpen:    noDirectory,
		znode.CodeACLsUnchecked:    noDirectory,
		znode.CodeChrootMissing:    "The cluster’s chroot is missing",
		znode.CodeConsoleFull:      busy,
		znode.CodePoolFull:         busy,
		znode.CodeStreamsFull:      busy,
		znode.CodeStreamsTooMany:   busy,
		znode.CodeUploadsFull:      busy,
		znode.CodeUploadsTooMany:   busy,
		znode.CodeTooManyRequests:  busy,
		znode.CodeThrottled:        "ZooKeeper is busy",
		znode.CodeServerTimeout:    "ZooKeeper did not finish in time",
		znode.CodeServerFailed:     "ZooKeeper failed to answer",
		znode.CodeDataSlow:         "Too slow to show",
		znode.CodeVersionUnknown:   "Not supported by this ZooKeeper",
		znode.CodeUnimplemented:    "Not supported by this ZooKeeper",
		znode.CodeServerReadOnly:   "ZooKeeper takes no changes now",
		znode.CodeTrailBusy:        noTrail,
		znode.CodeTrailUnread:      noTrail,
		znode.CodeTrailClosed:      noTrail,
		znode.CodeNoTrail:          "No audit trail",
		znode.CodeConsoleStopping:  "zkweb is stopping",
	},
	Unrecorded:     "Stopped: it could not be recorded",
	Denied:         "You need READ on this znode.",
	NotFound:       "This znode was deleted a moment ago.",
	Unavailable:    "ZooKeeper did not answer in time.",
	Other:          "This could not be read.",
	RowDenied:      "denied",
	RowNotFound:    "deleted since the names were listed",
	RowUnavailable: "no stat: ZooKeeper did not answer in time",
	Row:            func(sentence string) string { return "no stat: " + sentence },
}

var englishFailure = Failure{
	NoSuchZnode:   "No such znode",
	NotAPath:      "Invalid path",
	NearestBefore: "The nearest ancestor that exists is",
	NearestAfter:  ".",
	State:         "State",
	LastServer:    "Last server",
	ServersTried:  "Servers tried",
	Reason:        "Reason",
	CopyTyped:     "Copy what you typed before you leave this page.",
	SignIn:        "Sign in",
	TryAgain:      "Try again",
	RootOf:        func(cluster string) string { return "Root of " + cluster },
	ReloadsItself: "This page reloads when the connection is back.",
	TryAgainIn:    func(seconds int) string { return "Try again in " + counted(seconds, "second", "seconds") + "." },
}
