package recipes

import "strings"

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
		{"segments/*/*", "druid.served_some", tellDruidServer},
		{"servedSegments", "druid.segments", nil},
		{"servedSegments/*", "druid.served", tellDruidServer},
		{"loadQueue", "druid.load_queues", nil},
		{"loadQueue/*", "druid.load_queue", tellDruidServer},
		{"loadQueue/*/*", "druid.load_entry", tellDruidServer},
		{"coordinator", "druid.coordinator", nil},
		{"coordinator/_COORDINATOR", "druid.coordinator_election", nil},
		{"overlord", "druid.overlord", nil},
		{"overlord/_OVERLORD", "druid.overlord_election", nil},
		{"internal-discovery", "druid.internal_discovery", nil},
		{"internal-discovery/*", "druid.discovered", tellDruidRole},
		{"internal-discovery/*/*", "druid.discovered_server", tellDruidRole},
		{"discovery", "druid.discovery", nil},
		{"discovery/*", "druid.service", tellDruidService},
		{"indexer", "druid.indexer", nil},
		{"indexer/announcements", "druid.workers", nil},
		{"indexer/announcements/*", "druid.worker", tellDruidWorker},
		{"indexer/tasks", "druid.tasks", nil},
		{"indexer/tasks/*", "druid.worker_tasks", tellDruidWorker},
		{"indexer/tasks/*/*", "druid.task", tellDruidTask},
		{"indexer/status", "druid.statuses", nil},
		{"indexer/status/*", "druid.worker_statuses", tellDruidWorker},
		{"indexer/status/*/*", "druid.status", tellDruidTask},
		{"listeners", "druid.listeners", nil},
	},
}

// tellDruidServer describes a znode that is named by the HOST:PORT of a server.
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

// tellDruidService describes a service. Its name is that in Druid's settings, with ":" for "/".
func tellDruidService(p *place) proof {
	p.say("service", strings.ReplaceAll(p.on[1], ":", "/"))
	return open
}

// tellDruidWorker describes a znode that is named by the HOST:PORT of a worker.
func tellDruidWorker(p *place) proof {
	p.say("server", p.on[2])
	for _, other := range []struct {
		rel  Rel
		name string
	}{{RelNode, "announcements"}, {RelEntries, "tasks"}, {RelState, "status"}} {
		if other.name != p.on[1] {
			p.to(other.rel, "indexer", other.name, p.on[2])
		}
	}
	return open
}

func tellDruidTask(p *place) proof {
	p.say("server", p.on[2])
	p.say("task", p.on[3])
	p.to(RelNode, "indexer", "announcements", p.on[2])
	if p.on[1] == "tasks" {
		p.to(RelState, "indexer", "status", p.on[2], p.on[3])
	}
	return open
}
