package nodes

import (
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// statField is one row of the stat.
type statField struct {
	name    string // as kazoo's ZnodeStat spells it
	value   string
	note    string    // the same value in other words; "" for none
	time    time.Time // for ctime and mtime, else zero
	meaning string
}

func statFields(s znode.Stat) []statField {
	return []statField{
		{name: "czxid", value: views.Hex(s.Czxid),
			meaning: "The zxid of the transaction that created this znode. Zxids order all changes in an ensemble."},
		{name: "mzxid", value: views.Hex(s.Mzxid),
			meaning: "The zxid of the transaction that last set this znode’s data."},
		{name: "pzxid", value: views.Hex(s.Pzxid),
			meaning: "The zxid of the transaction that last added or removed a child."},
		{name: "ctime", time: s.Created(),
			meaning: "When this znode was created, by the clock of the leader at that time."},
		{name: "mtime", time: s.Modified(),
			meaning: "When this znode’s data was last set, by the clock of the leader at that time."},
		{name: "version", value: views.Decimal(s.Version),
			meaning: "How many times the data was set since the znode was created. A conditional set or delete names it."},
		{name: "cversion", value: views.Decimal(s.Cversion),
			meaning: "How many times a child was added or removed."},
		{name: "aversion", value: views.Decimal(s.Aversion),
			meaning: "How many times the ACL was set."},
		{name: "ephemeralOwner", value: views.Hex(s.EphemeralOwner), note: ownerNote(s),
			meaning: "The session that an ephemeral znode belongs to and ends with; 0x0 for a znode that is not ephemeral."},
		{name: "dataLength", value: views.Decimal(s.DataLength), note: lengthNote(s.DataLength),
			meaning: "The length of the data in bytes."},
		{name: "numChildren", value: views.Decimal(s.NumChildren),
			meaning: "The number of children; their own children do not count."},
	}
}

func ownerNote(s znode.Stat) string {
	if kind := s.CreateKind(); kind != znode.Ephemeral {
		return kind
	}
	return "session"
}

func lengthNote(bytes int32) string {
	if bytes < 10<<10 {
		return "bytes"
	}
	return views.Size(bytes)
}
