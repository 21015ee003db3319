package recipes

// Rel is what a Link leads to. The values are part of the JSON.
type Rel string

// The kinds of Link.
const (
	RelLine        Rel = "line"
	RelWaitsFor    Rel = "waits_for"
	RelLeases      Rel = "leases"
	RelHolder      Rel = "holder"
	RelNext        Rel = "next"
	RelEntries     Rel = "entries"
	RelTaken       Rel = "taken"
	RelService     Rel = "service"
	RelBroker      Rel = "broker"
	RelTopic       Rel = "topic"
	RelConfig      Rel = "config"
	RelLeader      Rel = "leader"
	RelMember      Rel = "member"
	RelNode        Rel = "node"
	RelCollection  Rel = "collection"
	RelReplica     Rel = "replica"
	RelState       Rel = "state"
	RelTopology    Rel = "topology"
	RelWorkers     Rel = "workers"
	RelErrors      Rel = "errors"
	RelRecord      Rel = "record"
	RelSegments    Rel = "segments"
	RelApplication Rel = "application"
	RelLedger      Rel = "ledger"
	RelSchema      Rel = "schema"
)
