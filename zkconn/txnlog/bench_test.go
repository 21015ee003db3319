package txnlog_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/txnlog/txnlogtest"
	"zkweb/zkconn/znode"
)

// BenchmarkReplay reads a log and recomputes the digest behind each transaction.
func BenchmarkReplay(b *testing.B) {
	const count = 100_000
	path := b.TempDir() + "/log.1"
	must(b, os.WriteFile(path, busyLog(count), 0o600))
	b.ResetTimer()
	b.ReportAllocs()
	read := 0
	for range b.N {
		log, err := txnlog.OpenLog(path)
		must(b, err)
		tree := txnlog.NewTree(true)
		for {
			transaction, err := log.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			must(b, err)
			tree.Apply(&transaction)
			_ = tree.Agrees(transaction.Digest)
			read++
		}
		must(b, log.Close())
	}
	b.ReportMetric(float64(read)/b.Elapsed().Seconds(), "transactions/s")
}

// busyLog is a log of locks that come and go, and of 340 bytes that are set.
func busyLog(count int64) []byte {
	content := logOf()
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	for zxid := int64(1); zxid <= count; zxid++ {
		op := txnlog.Op{Type: txnlog.TypeSet, Path: fmt.Sprintf("/node-%03d", zxid%400), Data: make([]byte, 340), Version: int32(zxid)}
		switch {
		case zxid <= 400:
			op = txnlog.Op{Type: txnlog.TypeCreate, Path: fmt.Sprintf("/node-%03d", zxid%400), ACL: acl, ParentCversion: int32(zxid)}
		case zxid%3 == 1:
			op = txnlog.Op{Type: txnlog.TypeCreate, Path: fmt.Sprintf("/node-001/lock-%010d", zxid), ACL: acl, Ephemeral: true, ParentCversion: int32(zxid)}
		case zxid%3 == 2:
			op = txnlog.Op{Type: txnlog.TypeDelete, Path: fmt.Sprintf("/node-001/lock-%010d", zxid-1)}
		}
		content = txnlogtest.AppendRecord(content, txnlog.Transaction{
			Zxid: zxid, Time: 1, Session: 2, Type: op.Type, Ops: []txnlog.Op{op}, Digest: txnlog.Digest{Version: 2, Value: 1},
		})
	}
	return content
}
