package wire

// Operations of the protocol (org.apache.zookeeper.ZooDefs.OpCode). Those that older servers do not
// know have the version that introduced them.
const (
	OpClose            = -11
	OpError            = -1
	OpCreate           = 1
	OpDelete           = 2
	OpExists           = 3
	OpGetData          = 4
	OpSetData          = 5
	OpGetACL           = 6
	OpSetACL           = 7
	OpSync             = 9
	OpGetChildrenNames = 8   // getChildren: without the stat; the only one of the two that a multi-read accepts
	OpGetChildren      = 12  // getChildren2: with the stat
	OpCheck            = 13  // only within a multi
	OpMulti            = 14  //
	OpCreate2          = 15  // 3.5: like create, but the answer has the stat
	OpRemoveWatches    = 18  // 3.5
	OpCreateContainer  = 19  // 3.5
	OpCreateTTL        = 21  // 3.5
	OpMultiRead        = 22  // 3.6
	OpAuth             = 100 //
	OpSetWatches2      = 105 // 3.6
	OpAddWatch         = 106 // 3.6
	OpWhoAmI           = 107 // 3.7
)
