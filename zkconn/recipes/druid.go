package recipes

// druid is Apache Druid.
var druid = system{
	name: "Apache Druid",
	isRoot: func(names []string) bool {
		return hasAny(names, "announcements", "internal-discovery", "discovery") && hasAny(names, "coordinator", "overlord", "loadQueue", "servedSegments") &&
			hasAny(names, "segments", "internal-discovery", "indexer", "servedSegments")
	},
	rules: []rule{
		{"", "druid.root", nil},
		{"announcements", "druid.announcements", nil},
		{"announcements/*", "druid.announcement", tellDruidServer},
		{"segments", "druid.segments", nil},
		{"segments/*", "druid.served", tellDruidServer},
		{"servedSegments", "druid.segments", nil},
		{"servedSegments/*", "druid.served", tellDruidServer},
		{"loadQueue", "druid.load_queues", nil},
		{"loadQueue/*", "druid.load_queue", tellDruidServer},
		{"coordinator", "druid.coordinator", nil},
		{"coordinator/_COORDINATOR", "druid.coordinator_election", nil},
		{"overlord", "druid.overlord", nil},
		{"overlord/_OVERLORD", "druid.overlord_election", nil},
		{"internal-discovery", "druid.internal_discovery", nil},
		{"internal-discovery/*", "druid.discovered", tellDruidRole},
		{"internal-discovery/*/*", "druid.discovered_server", tellDruidRole},
		{"discovery", "druid.discovery", nil},
		{"indexer", "druid.indexer", nil},
		{"indexer/announcements", "druid.workers", nil},
		{"indexer/tasks", "druid.tasks", nil},
		{"indexer/status", "druid.statuses", nil},
		{"listeners", "druid.listeners", nil},
	},
}

// tellDruidServer: a server's znodes have its HOST:PORT for their name.
func tellDruidServer(p *place) proof {
	p.say("server", p.on[1])
	for _, other := range []struct {
		rel  Rel
		name string
	}{{RelNode, "announcements"}, {RelSegments, "segments"}, {RelEntries, "loadQueue"}} {
		if other.name != p.on[0] {
			p.to(other.rel, other.name, p.on[1])
		}
	}
	return open
}

func tellDruidRole(p *place) proof {
	p.say("role", p.on[1])
	if len(p.on) == 3 {
		p.say("server", p.on[2])
		p.to(RelNode, "announcements", p.on[2])
	}
	return open
}
