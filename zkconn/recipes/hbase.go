package recipes

import (
	"bytes"
	"strings"
)

// hbase is Apache HBase. Its data is a header, "PBUF" and a protobuf message.
var hbase = system{
	name:   "Apache HBase",
	isRoot: func(names []string) bool { return hasAll(names, "rs", "hbaseid") },
	rules: []rule{
		{"", "hbase.root", nil},
		{"master", "hbase.master", tellHBaseMaster},
		{"master-maintenance", "hbase.maintenance", nil},
		{"backup-masters", "hbase.backups", nil},
		{"backup-masters/*", "hbase.backup", tellHBaseServer},
		{"rs", "hbase.servers", nil},
		{"rs/*", "hbase.server", tellHBaseServer},
		{"meta-region-server", "hbase.meta", tellHBaseMeta},
		{"hbaseid", "hbase.id", tellPBUF},
		{"running", "hbase.running", tellPBUF},
		{"region-in-transition", "hbase.transitions", nil},
		{"recovering-regions", "hbase.recovering", nil},
		{"balancer", "hbase.switches", nil},
		{"normalizer", "hbase.switches", nil},
		{"snapshot-cleanup", "hbase.switches", nil},
		{"switch/*", "hbase.switches", nil},
		{"acl", "hbase.acl", nil},
		{"acl/*", "hbase.acl_of", tellName},
		{"tokenauth", "hbase.tokens", nil},
		{"draining", "hbase.draining", nil},
		{"namespace", "hbase.namespaces", nil},
		{"namespace/*", "hbase.namespace", tellName},
		{"table", "hbase.tables", nil},
		{"table/*", "hbase.table", tellName},
		{"table-lock", "hbase.table_locks", nil},
		{"splitWAL", "hbase.split", nil},
		{"replication", "hbase.replication", nil},
		{"replication/peers", "hbase.peers", nil},
		{"replication/peers/*", "hbase.peer", tellName},
		{"replication/rs", "hbase.replication_queues", nil},
		{"replication/rs/*", "hbase.replication_queue", tellHBaseQueue},
		{"switch", "hbase.switches", nil},
		{"online-snapshot", "hbase.snapshots", nil},
		{"online-snapshot/*", "hbase.snapshots", nil},
		{"flush-table-proc", "hbase.flushes", nil},
		{"flush-table-proc/*", "hbase.flushes", nil},
	},
}

// pbuf returns the protobuf message in data of HBase: 0xff, the length of the writer's ID, that ID,
// "PBUF", and the message.
func pbuf(data []byte) ([]byte, bool) {
	if len(data) > 5 && data[0] == 0xff {
		if length := int(data[1])<<24 | int(data[2])<<16 | int(data[3])<<8 | int(data[4]); length >= 0 && length <= len(data)-5 {
			data = data[5+length:]
		}
	}
	return bytes.CutPrefix(data, []byte("PBUF"))
}

func tellPBUF(p *place) proof {
	if _, ok := pbuf(p.Data); ok {
		return proven
	}
	return open
}

// tellHBaseMaster describes the active master. Field 1 of the message Master is a ServerName.
func tellHBaseMaster(p *place) proof { return p.hbaseServer("backup-masters", RelMember) }

// tellHBaseMeta describes the server of the meta region. Field 1 of the message MetaRegionServer is
// a ServerName.
func tellHBaseMeta(p *place) proof { return p.hbaseServer("rs", RelNode) }

func (p *place) hbaseServer(among string, rel Rel) proof {
	message, ok := pbuf(p.Data)
	if !ok {
		return open
	}
	server := fields(fields(message).bytes(1))
	host, port, start := string(server.bytes(1)), server.number(2), server.number(3)
	if host == "" {
		return open
	}
	p.say("server", host+":"+port)
	if name := strings.Join([]string{host, port, start}, ","); among == "rs" {
		p.to(rel, among, name)
	}
	return proven
}

// tellHBaseServer describes a server, whose znode is named HOST,PORT,START.
func tellHBaseServer(p *place) proof {
	parts := strings.Split(p.on[1], ",")
	if len(parts) != 3 || !p.ephemeral() {
		return not
	}
	p.say("server", parts[0]+":"+parts[1])
	return tellPBUF(p)
}

func tellHBaseQueue(p *place) proof {
	if parts := strings.Split(p.on[2], ","); len(parts) == 3 {
		p.say("server", parts[0]+":"+parts[1])
		p.to(RelNode, "rs", p.on[2])
	}
	return open
}
