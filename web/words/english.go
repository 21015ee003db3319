package words

// English is the console's English.
var English = &Words{
	Lang: "en",
	Name: "English",

	Format:  englishFormat,
	Shell:   englishShell,
	Script:  englishScript,
	Problem: englishProblem,
	Failure: englishFailure,

	Login:    englishLogin,
	Clusters: englishClusters,
	SignIns:  englishSignIns,

	Node:     englishNode,
	Data:     englishData,
	Views:    englishViews,
	Reading:  englishTools,
	Children: englishChildren,
	Stat:     englishStat,
	ACL:      englishACL,
	Tree:     englishTree,
	Recipe:   englishRecipe,
	Live:     englishLive,

	Change: englishChange,
	Create: englishCreate,
	Set:    englishSet,
	Review: englishReview,
	Merge:  englishMerge,
	Delete: englishDelete,
	Below:  englishBelow,
	Undo:   englishUndoPage,
	Step:   englishStep,

	Transaction: englishTransaction,

	EditACL: englishEditACL,
	Quota:   englishQuota,

	Find:    englishFind,
	Compare: englishCompare,
	Export:  englishExport,
	Import:  englishImport,
	ACLs:    englishACLs,
	Jobs:    englishJobs,

	Sessions: englishSessions,

	Trail: englishTrail,

	Recorded: englishRecorded,
	Errors: merge(Errors{
		"": text("zkweb had an internal error. Its log tells more."),
	},
		englishPeople,
		englishAuth,
		reasons,
		trailErrors,
		englishZooKeeper,
		englishConnection, englishServers, englishLost,
		englishCredentials,
		englishShown,
		englishUndo, englishMulti, englishTransactions,
		englishHistoryErrors,
		englishRequests,
		englishJobErrors,
		englishSessionErrors,
		englishBelows,
		englishForms,
		englishPaths,
		englishFinds,
		englishCompares,
		englishExports,
		englishImports,
		englishChanges,
		englishACLErrors,
		englishQuotaErrors,
		englishReading,
	),
}
