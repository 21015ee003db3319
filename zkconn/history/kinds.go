package history

import (
	"strconv"
	"strings"

	"zkweb/zkconn/txnlog"
)

// What change.type holds: a transaction's own type, but for these.
const (
	kindCreateEphemeral = 101 // a create or create2 of an ephemeral znode
	kindExpired         = 102 // deleted with its session, which expired
	kindClosed          = 103 // deleted with its session, which its client closed
	kindSetACL          = int32(txnlog.TypeSetACL)
)

// The kinds that creates and deletes are true of, for SQL.
var createKinds, deleteKinds = kindsThat(creates), kindsThat(deletes)

func kindsThat(are func(kind int32) bool) string {
	var all []string
	for kind := range int32(kindClosed + 1) {
		if are(kind) {
			all = append(all, strconv.Itoa(int(kind)))
		}
	}
	return strings.Join(all, ", ")
}

func creates(kind int32) bool {
	return kind == kindCreateEphemeral || txnlog.Type(kind).Creates()
}

func deletes(kind int32) bool {
	return kind == kindExpired || kind == kindClosed || txnlog.Type(kind).Deletes()
}

func sets(kind int32) bool {
	return kind == int32(txnlog.TypeSet) || kind == int32(txnlog.TypeReconfig)
}

// kindOf returns what change.type holds of an op.
func kindOf(op txnlog.Op) int32 {
	if op.Ephemeral && (op.Type == txnlog.TypeCreate || op.Type == txnlog.TypeCreate2) {
		return kindCreateEphemeral
	}
	return int32(op.Type)
}
