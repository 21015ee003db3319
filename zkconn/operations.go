package zkconn

// Operations of the protocol (org.apache.zookeeper.ZooDefs.OpCode), with the
// version that brought those which old servers do not know.
const (
	operationError                = -1
	operationCreate               = 1
	operationDelete               = 2
	operationExists               = 3
	operationGetData              = 4
	operationSetData              = 5
	operationGetACL               = 6
	operationSetACL               = 7
	operationSync                 = 9
	operationGetChildren          = 12  // getChildren2: with the stat
	operationRemoveWatches        = 18  // 3.5
	operationMultiRead            = 22  // 3.6
	operationAuth                 = 100 //
	operationGetEphemerals        = 103 // 3.6
	operationGetAllChildrenNumber = 104 // 3.6
	operationSetWatches2          = 105 // 3.6
	operationAddWatch             = 106 // 3.6
	operationWhoAmI               = 107 // 3.7
)
