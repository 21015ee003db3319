package recipes

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// solr is Apache Solr in SolrCloud mode.
var solr = system{
	name: "Apache Solr",
	isRoot: func(names []string) bool {
		return hasAll(names, "live_nodes", "collections") && hasAny(names, "overseer", "overseer_elect", "clusterstate.json")
	},
	rules: []rule{
		{"", "solr.root", nil},
		{"live_nodes", "solr.live_nodes", nil},
		{"live_nodes/*", "solr.live_node", tellSolrNode},
		{"collections", "solr.collections", nil},
		{"collections/*", "solr.collection", tellSolrCollection},
		{"collections/*/state.json", "solr.state", tellSolrState},
		{"collections/*/state.json/*", "solr.replica_state", tellSolrReplica},
		{"collections/*/leaders/*", "solr.shard_leader", tellSolrLeader}, // before Solr 5 this znode is the leader itself
		{"collections/*/leaders/*/leader", "solr.shard_leader", tellSolrLeader},
		{"collections/*/leaders", "solr.leaders", nil},
		{"collections/*/leader_elect", "solr.elections", nil},
		{"collections/*/terms", "solr.all_terms", nil},
		{"collections/*/counter", "solr.counter", nil},
		{"collections/*/collectionprops.json", "solr.collectionprops", nil},
		{"collections/*/leader_initiated_recovery", "solr.recoveries", nil}, // until Solr 7
		{"collections/*/leader_initiated_recovery/*", "solr.recoveries", nil},
		{"collections/*/leader_initiated_recovery/*/*", "solr.recovery", nil},
		{"collections/*/leader_elect/*", "solr.shard_elections", tellSolrShard},
		{"collections/*/leader_elect/*/election", "solr.shard_election", tellSolrShard},
		{"collections/*/terms/*", "solr.terms", tellSolrShard},
		{"clusterstate.json", "solr.clusterstate", nil},
		{"aliases.json", "solr.aliases", nil},
		{"clusterprops.json", "solr.clusterprops", nil},
		{"security.json", "solr.security", nil},
		{"configs", "solr.configs", nil},
		{"configs/*", "solr.configset", tellName},
		{"configs/*/*", "solr.configset_file", tellConfigset},
		{"configs/*/*/*", "solr.configset_file", tellConfigset},
		{"configs/*/*/*/*", "solr.configset_file", tellConfigset},
		{"overseer", "solr.overseer", nil},
		{"overseer/queue", "solr.overseer_queue", nil},
		{"overseer/queue/*", "solr.overseer_task", tellSolrTask},
		{"overseer/queue-work", "solr.overseer_queue", nil},
		{"overseer/queue-work/*", "solr.overseer_task", tellSolrTask},
		{"overseer/collection-queue-work", "solr.overseer_collections", nil},
		{"overseer/collection-queue-work/*", "solr.overseer_task", tellSolrTask},
		{"overseer/async_ids", "solr.overseer_async", nil},
		{"overseer/async_ids/*", "solr.overseer_command", tellSolrCommand},
		{"overseer/collection-map-running", "solr.overseer_running", nil},
		{"overseer/collection-map-running/*", "solr.overseer_command", tellSolrCommand},
		{"overseer/collection-map-completed", "solr.overseer_completed", nil},
		{"overseer/collection-map-completed/*", "solr.overseer_command", tellSolrCommand},
		{"overseer/collection-map-failure", "solr.overseer_failed", nil},
		{"overseer/collection-map-failure/*", "solr.overseer_command", tellSolrCommand},
		{"overseer_elect", "solr.overseer_elect", nil},
		{"overseer_elect/leader", "solr.overseer_leader", tellSolrOverseer},
		{"overseer_elect/election", "solr.overseer_election", nil},
		{"node_roles", "solr.node_roles", nil},
		{"node_roles/*", "solr.node_role", tellSolrRole},
		{"node_roles/*/*", "solr.node_role", tellSolrRole},
		{"node_roles/*/*/*", "solr.node_role", tellSolrRole},
		{"autoscaling.json", "solr.autoscaling", nil},
		{"autoscaling", "solr.autoscaling_work", nil},
		{"autoscaling/events", "solr.autoscaling_events", nil},
		{"autoscaling/events/*", "solr.autoscaling_queue", tellTrigger},
		{"autoscaling/triggerState", "solr.autoscaling_states", nil},
		{"autoscaling/triggerState/*", "solr.autoscaling_state", tellTrigger},
		{"autoscaling/nodeAdded", "solr.autoscaling_added", nil},
		{"autoscaling/nodeLost", "solr.autoscaling_lost", nil},
		{"roles.json", "solr.roles", nil},
		{"solr.xml", "solr.xml", nil},
		{"packages.json", "solr.packages", nil},
		{"keys", "solr.keys", nil},
		{"keys/exe", "solr.keys", nil},
	},
}

func tellName(p *place) proof {
	p.say("name", p.on[len(p.on)-1])
	return open
}

func tellConfigset(p *place) proof {
	p.say("name", p.on[1])
	return open
}

// tellSolrCommand describes a command. The name is "mn-" and the ID that the client gave the
// command.
func tellSolrCommand(p *place) proof {
	id, ok := strings.CutPrefix(p.on[2], "mn-")
	if !ok {
		return not
	}
	p.say("id", id)
	return open
}

func tellSolrNode(p *place) proof {
	p.say("node", p.on[1])
	if !p.ephemeral() {
		return not
	}
	return open
}

func tellSolrCollection(p *place) proof {
	p.say("name", p.on[1])
	p.to(RelState, "collections", p.on[1], "state.json")
	var collection struct{ ConfigName string }
	if p.json(&collection) && collection.ConfigName != "" {
		p.to(RelConfig, "configs", collection.ConfigName)
	}
	return open
}

// solrState is the part of a collection's state that is used.
type solrState map[string]struct {
	ConfigName      string
	PerReplicaState any // true or "true"
	Shards          map[string]struct {
		Replicas map[string]struct {
			NodeName string `json:"node_name"`
			State    string
			Leader   any
		}
	}
}

func tellSolrState(p *place) proof {
	p.say("name", p.on[1])
	var state solrState
	if !p.json(&state) {
		return open
	}
	collection, ok := state[p.on[1]]
	if !ok || collection.Shards == nil {
		return open
	}
	states, known := p.solrReplicas()
	apart := fmt.Sprint(collection.PerReplicaState) == "true" // the states in the data are then old
	leaders, nodes := map[string]bool{}, map[string]bool{}
	replicas, active := 0, 0
	for _, shard := range collection.Shards {
		for name, replica := range shard.Replicas {
			now := solrReplica{state: replica.State, leads: replica.Leader != nil}
			if apart {
				now = states[name]
			}
			replicas++
			if now.state == "active" {
				active++
			}
			if now.leads {
				leaders[replica.NodeName] = true
			}
			nodes[replica.NodeName] = true
		}
	}
	p.count("shards", len(collection.Shards))
	p.count("replicas", replicas)
	if known || !apart {
		p.count("active", active)
	}
	for _, node := range slices.Sorted(maps.Keys(nodes)) {
		rel := RelNode
		if leaders[node] {
			rel = RelLeader
		}
		p.to(rel, "live_nodes", node)
	}
	if collection.ConfigName != "" {
		p.to(RelConfig, "configs", collection.ConfigName)
	}
	return proven
}

// solrStates are the states of replicas by the letters that stand for them in names.
var solrStates = map[string]string{"A": "active", "D": "down", "R": "recovering", "F": "recovery_failed"}

// solrReplica is the state of a replica as a child's name tells it. In "core_node3:12:A:L" the
// parts are the replica, a version, the state, and "L" for the leader.
type solrReplica struct {
	name, state string
	leads       bool
}

func parseSolrReplica(name string) (solrReplica, bool) {
	parts := strings.Split(name, ":")
	if len(parts) < 3 || len(parts) > 4 || solrStates[parts[2]] == "" {
		return solrReplica{}, false
	}
	return solrReplica{parts[0], solrStates[parts[2]], len(parts) == 4 && parts[3] == "L"}, true
}

// solrReplicas returns the states in the names of the znode's children, by replica, and whether
// these names were read.
func (p *place) solrReplicas() (map[string]solrReplica, bool) {
	states := map[string]solrReplica{}
	names, known := p.names(p.Path)
	for _, name := range names[:min(len(names), maxLine)] {
		if replica, ok := parseSolrReplica(name); ok {
			states[replica.name] = replica
		}
	}
	return states, known
}

func tellSolrReplica(p *place) proof {
	replica, ok := parseSolrReplica(p.on[3])
	if !ok {
		return not
	}
	p.say("replica", replica.name)
	p.say("state", replica.state)
	if replica.leads {
		p.say("leader", replica.name)
	}
	p.to(RelState, "collections", p.on[1], "state.json")
	return open
}

// tellSolrTask describes a task of the overseer and its collection.
func tellSolrTask(p *place) proof {
	var task struct{ Operation, Name, Collection string }
	if p.json(&task) && task.Operation != "" {
		p.say("operation", task.Operation)
		collection := task.Collection
		if collection == "" {
			collection = task.Name
		}
		p.to(RelCollection, "collections", collection)
	}
	return open
}

// tellTrigger describes a znode that autoscaling keeps for a trigger, by the trigger's name.
func tellTrigger(p *place) proof {
	p.say("name", p.on[2])
	p.to(RelConfig, "autoscaling.json")
	return open
}

// tellSolrRole describes a role and the nodes that have it.
func tellSolrRole(p *place) proof {
	p.say("role", p.on[1])
	if len(p.on) == 4 {
		p.to(RelNode, "live_nodes", p.on[3])
	}
	return open
}

func tellSolrShard(p *place) proof {
	p.say("name", p.on[1])
	p.say("shard", p.on[3])
	p.to(RelState, "collections", p.on[1], "state.json")
	return open
}

// tellSolrLeader describes a shard's leader, which is a child of the shard's znode or, before Solr
// 5, that znode itself.
func tellSolrLeader(p *place) proof {
	p.say("name", p.on[1])
	p.say("shard", p.on[3])
	var leader struct {
		Core     string
		NodeName string `json:"node_name"`
	}
	p.to(RelState, "collections", p.on[1], "state.json")
	if !p.json(&leader) || leader.NodeName == "" {
		return open
	}
	p.say("core", leader.Core)
	p.say("node", leader.NodeName)
	p.to(RelNode, "live_nodes", leader.NodeName)
	return open
}

// tellSolrOverseer describes the overseer. Its ID is the name of the contender that won: a session,
// a node, and "n_" with ZooKeeper's number.
func tellSolrOverseer(p *place) proof {
	var leader struct{ ID string }
	if !p.json(&leader) {
		return open
	}
	if _, ok := parseElection(leader.ID); !ok {
		return open
	}
	_, node, _ := strings.Cut(leader.ID[:strings.LastIndex(leader.ID, "-n_")], "-")
	p.say("node", node)
	p.to(RelNode, "live_nodes", node)
	p.to(RelMember, "overseer_elect", "election", leader.ID)
	return open
}
