package words

// Chinese is the console's simplified Chinese. It addresses nobody by a pronoun,
// and keeps ZooKeeper's own words where operators do: ACL, zxid, watch, the
// names of fields. Between Han and Latin stands a space.
var Chinese = &Words{
	Lang: "zh-CN",
	Name: "简体中文",

	Format:  chineseFormat,
	Shell:   chineseShell,
	Script:  chineseScript,
	Problem: chineseProblem,
	Failure: chineseFailure,

	Login:    chineseLogin,
	Clusters: chineseClusters,
	SignIns:  chineseSignIns,

	Node:     chineseNode,
	Data:     chineseData,
	Views:    chineseViews,
	Reading:  chineseTools,
	Children: chineseChildren,
	Stat:     chineseStat,
	ACL:      chineseACL,
	Tree:     chineseTree,
	Recipe:   chineseRecipe,
	Live:     chineseLive,

	Change: chineseChange,
	Create: chineseCreate,
	Set:    chineseSet,
	Review: chineseReview,
	Merge:  chineseMerge,
	Delete: chineseDelete,
	Below:  chineseBelow,
	Undo:   chineseUndoPage,
	Step:   chineseStep,

	Transaction: chineseTransaction,

	EditACL: chineseEditACL,
	Quota:   chineseQuota,

	Find:    chineseFind,
	Compare: chineseCompare,
	Export:  chineseExport,
	Import:  chineseImport,
	Copy:    chineseCopy,
	ACLs:    chineseACLs,
	Jobs:    chineseJobs,

	Sessions: chineseSessions,

	Trail: chineseTrail,

	Recorded: chineseRecorded,
	Errors: merge(Errors{
		"": text("zkweb 内部错误，详情见其日志。"),
	},
		chinesePeople,
		chineseAuth,
		chineseReasons,
		chineseTrailErrors,
		chineseZooKeeper,
		chineseConnection, chineseServers, chineseLost,
		chineseCredentials,
		chineseShown,
		chineseUndo, chineseMulti, chineseTransactions,
		chineseHistoryErrors,
		chineseRequests,
		chineseJobErrors,
		chineseSessionErrors,
		chineseBelows,
		chineseForms,
		chinesePaths,
		chineseFinds,
		chineseCompares,
		chineseExports,
		chineseImports,
		chineseCopies,
		chineseChanges,
		chineseACLErrors,
		chineseQuotaErrors,
		chineseReading,
	),
}
