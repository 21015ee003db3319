package recipes

import (
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strings"
)

// clickhouseDatabase is a replicated database of ClickHouse: the statements that create its tables,
// and how far each replica has run them.
var clickhouseDatabase = system{
	name:   "ClickHouse",
	isRoot: func(names []string) bool { return hasAll(names, "max_log_ptr", "logs_to_keep", "replicas") },
	rules: []rule{
		{"", "clickhouse.database", nil},
		{"max_log_ptr", "clickhouse.database_latest", tellNumber},
		{"logs_to_keep", "clickhouse.database_keep", tellNumber},
		{"first_replica_database_name", "clickhouse.database_name", nil},
		{"counter", "clickhouse.database_counter", nil},
		{"counter/*", "clickhouse.database_counter", nil},
		{"metadata", "clickhouse.database_tables", nil},
		{"metadata/*", "clickhouse.database_table", tellDatabaseTable},
		{"log", "clickhouse.database_log", nil},
		{"log/*", "clickhouse.database_query", nil},
		{"log/*/*", "clickhouse.database_progress", nil},
		{"log/*/*/*", "clickhouse.database_progress", nil},
		{"replicas", "clickhouse.database_replicas", nil},
		{"replicas/*", "clickhouse.database_replica", tellDatabaseReplica},
		{"replicas/*/active", "clickhouse.is_active", tellDatabaseReplica},
		{"replicas/*/log_ptr", "clickhouse.database_pointer", tellDatabaseReplica},
		{"replicas/*/digest", "clickhouse.database_digest", tellDatabaseReplica},
		{"replicas/*/max_log_ptr_at_creation", "clickhouse.database_created", tellDatabaseReplica},
		{"replicas/*/replica_group", "clickhouse.database_group", tellDatabaseReplica},
	},
}

// tellDatabaseTable describes a table. Its name is escaped as in file names.
func tellDatabaseTable(p *place) proof {
	name, err := url.PathUnescape(p.on[1])
	if err != nil {
		name = p.on[1]
	}
	p.say("name", name)
	return open
}

// tellDatabaseReplica describes a replica, whose name consists of shard and replica.
func tellDatabaseReplica(p *place) proof {
	p.say("replica", p.on[1])
	if len(p.on) > 2 {
		p.to(RelReplica, p.on[:2]...)
	}
	return tellNumber(p)
}

// keeperMap is a table of ClickHouse whose rows are znodes. Only the data of its two children
// proves it, since their names are common.
var keeperMap = system{
	name:   "ClickHouse",
	isRoot: func(names []string) bool { return len(names) == 2 && hasAll(names, "data", "metadata") },
	rules: []rule{
		{"metadata", "clickhouse.map", tellKeeperMap},
		{"data", "clickhouse.map_data", tellKeeperMap},
		{"data/*", "clickhouse.map_row", tellKeeperMapRow},
	},
}

func tellKeeperMap(p *place) proof {
	if strings.HasPrefix(string(p.Data), "KeeperMap metadata format version") {
		return proven
	}
	return not
}

// tellKeeperMapRow describes a row. The znode's name is the row's key in base64. Only keys that are
// one string are read: its length and its bytes.
func tellKeeperMapRow(p *place) proof {
	key, err := base64.StdEncoding.DecodeString(p.on[1])
	length, prefix := binary.Uvarint(key)
	if err != nil || prefix <= 0 || length == 0 || length != uint64(len(key)-prefix) {
		return not
	}
	p.say("key", strings.ToValidUTF8(string(key[prefix:]), "�"))
	p.to(RelConfig, "metadata")
	return open
}

// keeperMapTables are the tables that share rows, below the metadata of these.
var keeperMapTables = system{
	name:   "ClickHouse",
	isRoot: func(names []string) bool { return hasAll(names, "drop_lock_version", "tables") },
	rules: []rule{
		{"tables", "clickhouse.map_tables", nil},
		{"tables/*", "clickhouse.map_table", nil},
		{"drop_lock_version", "clickhouse.map_lock", nil},
	},
}
