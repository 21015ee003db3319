package recipes

// What a Link leads to. The texts are part of the JSON.
const (
	RelLine       = "line"
	RelWaitsFor   = "waits_for"
	RelLeases     = "leases"
	RelHolder     = "holder"
	RelNext       = "next"
	RelEntries    = "entries"
	RelTaken      = "taken"
	RelService    = "service"
	RelBroker     = "broker"
	RelTopic      = "topic"
	RelConfig     = "config"
	RelLeader     = "leader"
	RelMember     = "member"
	RelNode       = "node"
	RelCollection = "collection"
	RelReplica    = "replica"
	RelState      = "state"
	RelTopology   = "topology"
	RelWorkers    = "workers"
	RelErrors     = "errors"
	RelRecord     = "record"
	RelSegments   = "segments"
)

// Rels returns all that a Link may lead to.
func Rels() []string {
	return []string{RelLine, RelWaitsFor, RelLeases, RelHolder, RelNext, RelEntries, RelTaken, RelService, RelBroker, RelTopic, RelConfig,
		RelLeader, RelMember, RelNode, RelCollection, RelReplica, RelState, RelTopology, RelWorkers, RelErrors, RelRecord, RelSegments}
}
