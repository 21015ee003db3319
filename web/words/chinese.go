package words

// Chinese is the console in simplified Chinese. It avoids pronouns for the reader, and keeps
// ZooKeeper's terms where operators use them: ACL, zxid, watch, field names. A space separates Han
// and Latin text.
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
	Servers:  chineseServersPage,
	Findings: chineseFindings,
	Doctor:   chineseDoctor,
	Replicas: chineseReplicas,

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
	Proposals:   chineseProposals,

	EditACL: chineseEditACL,
	Quota:   chineseQuota,

	Find:      chineseFind,
	Compare:   chineseCompare,
	Export:    chineseExport,
	Bundle:    chineseBundle,
	Import:    chineseImport,
	BringBack: chineseBringBack,
	Copy:      chineseCopy,
	ACLs:      chineseACLs,
	Jobs:      chineseJobs,

	Sessions: chineseSessions,
	Shares:   chineseShares,

	Trail:  chineseTrail,
	Report: chineseReport,

	History: chineseHistory,

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
		chineseUndo, chineseMulti, chineseTransactions, chineseProposed,
		chineseHistoryErrors,
		chineseRequests,
		chineseJobErrors,
		chineseSessionErrors, chineseShareErrors,
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
