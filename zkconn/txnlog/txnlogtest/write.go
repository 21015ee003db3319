// Package txnlogtest writes transaction logs as servers do, for tests.
package txnlogtest

import (
	"encoding/binary"
	"fmt"
	"hash/adler32"
	"os"
	"path/filepath"
	"testing"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/txnlog"
)

// Header returns the header of a log file.
func Header() []byte {
	return append(binary.BigEndian.AppendUint64(nil, 0x5a4b4c47_00000002), make([]byte, 8)...)
}

// Path returns the path of the log in dir that begins with a zxid.
func Path(dir string, zxid int64) string { return filepath.Join(dir, fmt.Sprintf("log.%x", zxid)) }

// Write writes a log file that begins with a zxid: the transactions, then zeros.
func Write(t testing.TB, dir string, zxid int64, transactions ...txnlog.Transaction) {
	t.Helper()
	content := Header()
	for _, transaction := range transactions {
		content = AppendRecord(content, transaction)
	}
	if err := os.WriteFile(Path(dir, zxid), append(content, make([]byte, 4096)...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// AppendRecord appends the record of a transaction.
func AppendRecord(to []byte, transaction txnlog.Transaction) []byte {
	return AppendPayload(to, Encode(transaction))
}

// AppendPayload appends the record of a payload.
func AppendPayload(to, payload []byte) []byte {
	to = binary.BigEndian.AppendUint64(to, uint64(adler32.Checksum(payload)))
	to = binary.BigEndian.AppendUint32(to, uint32(len(payload)))
	return append(append(to, payload...), 'B')
}

// Encode returns the payload of a record, as a server writes it.
func Encode(transaction txnlog.Transaction) []byte {
	e := &jute.Encoder{}
	e.Int64(transaction.Session)
	e.Int32(transaction.Cxid)
	e.Int64(transaction.Zxid)
	e.Int64(transaction.Time)
	e.Int32(int32(transaction.Type))
	switch transaction.Type {
	case txnlog.TypeError:
		e.Int32(transaction.Err)
	case txnlog.TypeMulti:
		e.Int32(int32(len(transaction.Ops)))
		for _, op := range transaction.Ops {
			part := &jute.Encoder{}
			encodeOp(part, op)
			e.Int32(int32(op.Type))
			e.Buffer(part.Bytes)
		}
	default:
		encodeOp(e, transaction.Ops[0])
	}
	if transaction.Digest != (txnlog.Digest{}) {
		e.Int32(transaction.Digest.Version)
		e.Int64(transaction.Digest.Value)
	}
	return e.Bytes
}

func encodeOp(e *jute.Encoder, op txnlog.Op) {
	switch op.Type {
	case txnlog.TypeCreateSession:
		e.Int32(int32(op.Timeout.Milliseconds()))
		return
	case txnlog.TypeCloseSession:
		if op.PathsKnown {
			e.Texts(op.Paths)
		}
		return
	}
	e.Text(op.Path)
	if op.Type.Creates() || op.Type == txnlog.TypeSet || op.Type == txnlog.TypeReconfig {
		e.Buffer(op.Data)
	}
	if op.Type.Creates() || op.Type == txnlog.TypeSetACL {
		e.ACLs(op.ACL)
	}
	switch op.Type {
	case txnlog.TypeCreate, txnlog.TypeCreate2:
		e.Bool(op.Ephemeral)
		e.Int32(op.ParentCversion)
	case txnlog.TypeCreateContainer, txnlog.TypeCreateTTL:
		e.Int32(op.ParentCversion)
		if op.Type == txnlog.TypeCreateTTL {
			e.Int64(op.TTL.Milliseconds())
		}
	case txnlog.TypeSet, txnlog.TypeReconfig, txnlog.TypeSetACL, txnlog.TypeCheck:
		e.Int32(op.Version)
	}
}
