package history

import (
	"strconv"
	"strings"

	"zkweb/zkconn/txnlog"
)

// The values of change.type: the transaction's own type, except for these.
const (
	kindCreateEphemeral = 101 // a create or create2 of an ephemeral znode
	kindExpired         = 102 // deleted because its session expired
	kindClosed          = 103 // deleted because its session was closed by its client
	kindSetACL          = int32(txnlog.TypeSetACL)
)

// The kinds for which creates and deletes return true, for SQL.
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

// kindOf returns the value of change.type for an op.
func kindOf(op txnlog.Op) int32 {
	if op.Ephemeral && (op.Type == txnlog.TypeCreate || op.Type == txnlog.TypeCreate2) {
		return kindCreateEphemeral
	}
	return int32(op.Type)
}
