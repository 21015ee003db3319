package recipes

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
		{"errors", "storm.errors", nil},
		{"errors/*", "storm.topology_errors", tellTopology},
		{"nimbuses", "storm.nimbuses", nil},
		{"nimbuses/*", "storm.nimbus", tellName},
		{"leader-lock", "storm.leader", nil},
		{"credentials", "storm.credentials", nil},
		{"backpressure", "storm.backpressure", nil},
		{"blobstore", "storm.blobstore", nil},
		{"logconfigs", "storm.logconfigs", nil},
		{"profilerconfigs", "storm.profilers", nil},
	},
}

// tellTopology: a topology's znodes have its id for their name.
func tellTopology(p *place) proof {
	id := p.on[1]
	p.say("name", id)
	for _, other := range []string{"storms", "assignments", "workerbeats", "errors"} {
		if other != p.on[0] {
			p.to(RelTopology, other, id)
		}
	}
	return open
}
