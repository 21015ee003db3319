package recipes

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// storm is Apache Storm.
var storm = system{
	name: "Apache Storm",
	isRoot: func(names []string) bool {
		return hasAll(names, "supervisors", "storms", "assignments") || hasAll(names, "supervisors", "workerbeats")
	},
	rules: []rule{
		{"", "storm.root", nil},
		{"supervisors", "storm.supervisors", nil},
		{"supervisors/*", "storm.supervisor", tellName},
		{"storms", "storm.topologies", nil},
		{"storms/*", "storm.topology", tellTopology},
		{"assignments", "storm.assignments", nil},
		{"assignments/*", "storm.assignment", tellTopology},
		{"workerbeats", "storm.workerbeats", nil},
		{"workerbeats/*", "storm.workerbeat", tellTopology},
		{"workerbeats/*/*", "storm.worker", tellTopologysOwn},
		{"errors", "storm.errors", nil},
		{"errors/*", "storm.topology_errors", tellTopology},
		{"errors/*/*", "storm.last_error", tellLastError},
		{"errors/*/*", "storm.component_errors", tellTopologysOwn},
		{"errors/*/*/*", "storm.error", tellTopologysOwn},
		{"nimbuses", "storm.nimbuses", nil},
		{"nimbuses/*", "storm.nimbus", tellName},
		{"leader-lock", "storm.leader", nil},
		{"leader-info", "storm.leader_info", tellLeaderInfo},
		{"storm", "storm.root_again", nil}, // Storm 2 keeps leader-info here
		{"storm/leader-info", "storm.leader_info", tellLeaderInfo},
		{"credentials", "storm.credentials", nil},
		{"backpressure", "storm.backpressure", nil},
		{"blobstore", "storm.blobstore", nil},
		{"blobstore/*", "storm.blob", tellName},
		{"blobstore/*/*", "storm.blob_copy", tellBlobCopy},
		{"blobstoremaxkeysequencenumber", "storm.blob_versions", nil},
		{"blobstoremaxkeysequencenumber/*", "storm.blob_version", tellBlobVersion},
		{"logconfigs", "storm.logconfigs", nil},
		{"profilerconfigs", "storm.profilers", nil},
	},
}

// tellTopology describes a znode that is named by the ID of a topology.
func tellTopology(p *place) proof {
	id := p.on[1]
	p.say("name", id)
	if p.on[0] != "storms" {
		p.to(RelTopology, "storms", id)
		return open
	}
	p.to(RelWorkers, "assignments", id)
	p.to(RelErrors, "errors", id)
	return open
}

// tellLeaderInfo links to the election. The data is for Storm itself and does not tell who leads
// now.
func tellLeaderInfo(p *place) proof {
	p.to(RelLine, "leader-lock")
	return open
}

// tellTopologysOwn describes a znode below that of a topology.
func tellTopologysOwn(p *place) proof {
	p.say("topology", p.on[1])
	p.say("name", p.on[2])
	p.to(RelTopology, "storms", p.on[1])
	return open
}

// tellLastError describes a component's last error, which stands beside the list of its errors.
func tellLastError(p *place) proof {
	component, isLast := strings.CutSuffix(p.on[2], "-last-error")
	if !isLast {
		return not
	}
	tellTopologysOwn(p)
	p.say("name", component)
	return open
}

// tellBlobCopy describes a copy of a blob. The name is HOST:PORT of a Nimbus, another port, and the
// version.
func tellBlobCopy(p *place) proof {
	name, version, _ := cutLast(p.on[2], "-")
	nimbus, _, ok := cutLast(name, ":")
	if !ok {
		return not
	}
	p.say("name", p.on[1])
	p.say("nimbus", nimbus)
	p.say("version", version)
	return open
}

func tellBlobVersion(p *place) proof {
	if len(p.Data) != 4 {
		return not
	}
	p.say("name", p.on[1])
	p.say("version", strconv.Itoa(int(int32(binary.BigEndian.Uint32(p.Data)))))
	return open
}

// cutLast is like strings.Cut, but cuts around the last separator.
func cutLast(text, separator string) (before, after string, found bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
}
