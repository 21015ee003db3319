package recipes

import (
	"net/url"
	"slices"
	"strings"
)

// clickhouse is a replicated table of ClickHouse. The root is the table's znode.
var clickhouse = system{
	name: "ClickHouse",
	isRoot: func(names []string) bool {
		return has(names, "replicas") && countOf(names, "log", "blocks", "block_numbers", "metadata", "columns", "mutations", "quorum", "leader_election") >= 3
	},
	rules: []rule{
		{"", "clickhouse.table", nil},
		{"replicas", "clickhouse.replicas", nil},
		{"replicas/*", "clickhouse.replica", tellName},
		{"replicas/*/is_active", "clickhouse.is_active", tellReplica},
		{"replicas/*/host", "clickhouse.host", tellClickHouseHost},
		{"replicas/*/queue", "clickhouse.queue", tellReplica},
		{"replicas/*/queue/*", "clickhouse.queue_entry", tellClickHouseEntry},
		{"replicas/*/log_pointer", "clickhouse.log_pointer", tellClickHousePointer},
		{"replicas/*/mutation_pointer", "clickhouse.mutation_pointer", tellReplica},
		{"replicas/*/parts", "clickhouse.parts", tellReplica},
		{"replicas/*/parts/*", "clickhouse.part", tellReplica},
		{"replicas/*/parts/*/*", "clickhouse.part_detail", nil},
		{"replicas/*/flags", "clickhouse.flags", tellReplica},
		{"replicas/*/creator_info", "clickhouse.creator", tellReplica},
		{"replicas/*/is_lost", "clickhouse.is_lost", tellReplica},
		{"replicas/*/columns", "clickhouse.columns", nil},
		{"replicas/*/metadata", "clickhouse.metadata", nil},
		{"replicas/*/metadata_version", "clickhouse.metadata_version", nil},
		{"replicas/*/min_unprocessed_insert_time", "clickhouse.insert_times", tellReplica},
		{"replicas/*/max_processed_insert_time", "clickhouse.insert_times", tellReplica},
		{"log", "clickhouse.log", nil},
		{"log/*", "clickhouse.log_entry", tellClickHouseEntry},
		{"leader_election", "clickhouse.election", nil},
		{"leader_election/leader_election-0", "clickhouse.all_lead", nil},
		{"leader_election/*", "clickhouse.candidate", tellClickHouseCandidate},
		{"blocks", "clickhouse.blocks", nil},
		{"blocks/*", "clickhouse.block", nil},
		{"async_blocks", "clickhouse.blocks", nil},
		{"async_blocks/*", "clickhouse.block", nil},
		{"deduplication_hashes", "clickhouse.blocks", nil},
		{"deduplication_hashes/*", "clickhouse.block", nil},
		{"block_numbers", "clickhouse.block_numbers", nil},
		{"block_numbers/*", "clickhouse.block_number", nil},
		{"block_numbers/*/*", "clickhouse.block_lock", nil},
		{"nonincrement_block_numbers", "clickhouse.block_numbers", nil},
		{"alter_partition_version", "clickhouse.alter_partition", nil},
		{"lost_part_count", "clickhouse.lost_parts", tellNumber},
		{"part_moves_shard", "clickhouse.part_moves", nil},
		{"pinned_part_uuids", "clickhouse.pinned_parts", nil},
		{"table_shared_id", "clickhouse.table_id", nil},
		{"mutations", "clickhouse.mutations", nil},
		{"mutations/*", "clickhouse.mutation", nil},
		{"quorum", "clickhouse.quorum", nil},
		{"quorum/last_part", "clickhouse.quorum_last", nil},
		{"quorum/failed_parts", "clickhouse.quorum_failed", nil},
		{"quorum/parallel", "clickhouse.quorum", nil},
		{"quorum/status", "clickhouse.quorum_status", nil},
		{"metadata", "clickhouse.metadata", nil},
		{"columns", "clickhouse.columns", nil},
		{"temp", "clickhouse.temp", nil},
		{"temp/*", "clickhouse.temp", nil},
		{"zero_copy_s3", "clickhouse.zero_copy", nil},
		{"zero_copy_hdfs", "clickhouse.zero_copy", nil},
		{"dropped", "clickhouse.dropped", nil},
		{"lightweight_updates", "clickhouse.updates", nil},
		{"lightweight_updates/*", "clickhouse.updates", nil},
		{"lightweight_updates/*/*", "clickhouse.updates", nil},
	},
}

// clickhouseDDL is the queue of the statements that ClickHouse runs ON CLUSTER.
var clickhouseDDL = system{
	name:   "ClickHouse",
	isRoot: func(names []string) bool { return has(names, "ddl") },
	rules: []rule{
		{"ddl", "clickhouse.ddl_queue", tellDDLQueue},
		{"ddl/*", "clickhouse.ddl", tellDDL},
		{"ddl/*/active", "clickhouse.ddl_active", tellDDLHost},
		{"ddl/*/finished", "clickhouse.ddl_finished", tellDDLHost},
		{"ddl/*/finished/*", "clickhouse.ddl_result", tellDDLHost},
	},
}

func tellReplica(p *place) proof {
	p.say("replica", p.on[1])
	p.to(RelReplica, "replicas", p.on[1])
	return open
}

// tellClickHouseHost describes a replica's host. The data has lines such as "host: a" and
// "tcp_port: 9000".
func tellClickHouseHost(p *place) proof {
	tellReplica(p)
	values := p.lines()
	if values["host"] == "" || values["tcp_port"] == "" {
		return open
	}
	p.say("address", values["host"]+":"+values["tcp_port"])
	return proven
}

// tellClickHouseEntry describes an entry of a log or queue. The data has lines such as "format
// version: 4" and names the replica that the entry came from.
func tellClickHouseEntry(p *place) proof {
	values := p.lines()
	if values["format version"] == "" || values["create_time"] == "" {
		return open
	}
	if replica := values["source replica"]; replica != "" {
		p.say("replica", replica)
		p.to(RelReplica, "replicas", replica)
	}
	return proven
}

func tellClickHousePointer(p *place) proof {
	tellReplica(p)
	p.say("number", p.text())
	if len(p.text()) > 0 && len(p.text()) <= 10 && strings.Trim(p.text(), "0123456789") == "" {
		p.to(RelNext, "log", "log-"+strings.Repeat("0", 10-len(p.text()))+p.text())
	}
	return open
}

func tellClickHouseCandidate(p *place) proof {
	if replica := p.text(); replica != "" {
		p.say("replica", strings.TrimSuffix(replica, manyLead))
		p.to(RelReplica, "replicas", p.Args["replica"])
	}
	return open
}

// tellDDL describes a statement in the DDL queue. The data has lines such as "version: 1", with the
// statement and the hosts.
func tellDDL(p *place) proof {
	values := p.lines()
	if !strings.HasPrefix(p.on[1], "query-") || values["version"] == "" || values["query"] == "" || values["hosts"] == "" {
		return not
	}
	p.say("initiator", values["initiator"])
	return proven
}

// isDDL reports whether name is that of a statement in the DDL queue.
func isDDL(name string) bool {
	number, ok := strings.CutPrefix(name, "query-")
	_, isNumber := parseSequence(number)
	return ok && isNumber
}

// tellDDLQueue describes the DDL queue in ClickHouse's default path: all children are statements.
func tellDDLQueue(p *place) proof {
	names, _ := p.names(p.Path)
	if len(names) == 0 || len(names) > maxLine || p.root.Name() != "task_queue" || slices.ContainsFunc(names, func(name string) bool { return !isDDL(name) }) {
		return not
	}
	return proven
}

// tellDDLHost describes a host that runs a statement. Names of hosts are percent-encoded.
func tellDDLHost(p *place) proof {
	if !isDDL(p.on[1]) {
		return not
	}
	if len(p.on) == 4 {
		host, err := url.PathUnescape(p.on[3])
		if err != nil {
			host = p.on[3]
		}
		p.say("host", host)
	}
	return open
}

// lines returns the values of the data's lines of the form "name: value", by name.
func (p *place) lines() map[string]string {
	values := map[string]string{}
	if len(p.Data) > maxJSON {
		return values
	}
	for line := range strings.Lines(string(p.Data)) {
		if name, value, ok := strings.Cut(line, ": "); ok {
			values[name] = strings.TrimSpace(value)
		}
	}
	return values
}
