package txnlog_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/txnlog/txnlogtest"
	"zkweb/zkconn/znode"
)

// logs is a folder that a test writes logs into, as a server does.
type logs struct {
	t   *testing.T
	dir string
}

func newLogs(t *testing.T) logs { return logs{t, t.TempDir()} }

func (l logs) path(zxid int64) string { return txnlogtest.Path(l.dir, zxid) }

// write replaces the log that begins with zxid: its content, then zeros.
func (l logs) write(zxid int64, content []byte) {
	l.t.Helper()
	must(l.t, os.WriteFile(l.path(zxid), append(bytes.Clone(content), make([]byte, 4096)...), 0o600))
}

// logOf returns a log of sets with these zxids.
func logOf(zxids ...int64) []byte {
	content := txnlogtest.Header()
	for _, zxid := range zxids {
		content = txnlogtest.AppendRecord(content, set(zxid))
	}
	return content
}

func set(zxid int64) txnlog.Transaction {
	op := txnlog.Op{Type: txnlog.TypeSet, Path: "/a", Data: fmt.Appendf(nil, "value %d", zxid), Version: int32(zxid)}
	return txnlog.Transaction{Zxid: zxid, Time: 1, Session: 2, Cxid: 3, Type: op.Type, Ops: []txnlog.Op{op}}
}

func wantNext(t *testing.T, tailer *txnlog.Tailer, zxids ...int64) {
	t.Helper()
	var got []int64
	for {
		transaction, err := tailer.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		got = append(got, transaction.Zxid)
	}
	if !slices.Equal(got, zxids) {
		t.Fatalf("read %x, want %x", got, zxids)
	}
}

func tail(t *testing.T, dir string, after int64) *txnlog.Tailer {
	t.Helper()
	tailer := txnlog.NewTailer(dir, after)
	t.Cleanup(func() { must(t, tailer.Close()) })
	return tailer
}

func TestTailerWaitsForEachByte(t *testing.T) {
	logs := newLogs(t)
	tailer := tail(t, logs.dir, 0)
	wantNext(t, tailer)
	whole := logOf(1, 2)
	one := len(logOf(1))
	for n := range one {
		logs.write(1, whole[:n])
		wantNext(t, tailer)
	}
	must(t, os.WriteFile(logs.path(1), whole[:one], 0o600))
	wantNext(t, tailer, 1)
	for n := one; n < len(whole); n++ {
		logs.write(1, whole[:n])
		wantNext(t, tailer)
	}
	logs.write(1, whole)
	wantNext(t, tailer, 2)
}

func TestTailerFollowsRollOver(t *testing.T) {
	logs := newLogs(t)
	logs.write(1, logOf(1, 2))
	tailer := tail(t, logs.dir, 0)
	wantNext(t, tailer, 1, 2)
	logs.write(1, logOf(1, 2, 3)) // its last records come before the next file
	logs.write(4, logOf(4))
	logs.write(5, logOf())
	wantNext(t, tailer, 3, 4)
	logs.write(5, logOf(5))
	wantNext(t, tailer, 5)
	must(t, os.Remove(logs.path(1))) // purged
	tailer.Settle(5)
	wantNext(t, tailer)
}

func TestTailerBeginsAnywhere(t *testing.T) {
	logs := newLogs(t)
	logs.write(1, logOf(1, 2))
	logs.write(3, logOf(3, 4))
	logs.write(7, logOf(7))
	for after, want := range map[int64][]int64{0: {1, 2, 3, 4, 7}, 1: {2, 3, 4, 7}, 2: {3, 4, 7}, 3: {4, 7}, 5: {7}, 6: {7}, 7: nil} {
		wantNext(t, tail(t, logs.dir, after), want...)
	}
}

func TestTailerPassesATornEnd(t *testing.T) {
	logs := newLogs(t)
	whole := logOf(1, 2)
	logs.write(1, whole[:len(whole)-5])
	logs.write(2, logOf(2))
	wantNext(t, tail(t, logs.dir, 0), 1, 2)
}

func TestTailerTakesBackWhatWasTruncated(t *testing.T) {
	logs := newLogs(t)
	logs.write(1, logOf(1, 2))
	logs.write(3, logOf(3, 4))
	tailer := tail(t, logs.dir, 0)
	wantNext(t, tailer, 1, 2, 3, 4)
	tailer.Settle(1)
	must(t, os.Remove(logs.path(3))) // as FileTxnLog.truncate does
	must(t, os.WriteFile(logs.path(1), logOf(1), 0o600))
	logs.write(1<<32|1, logOf(1<<32|1))
	if _, err := tailer.Next(); !errors.Is(err, txnlog.ErrTakenBack) {
		t.Fatalf("behind a truncation: %v", err)
	}
	wantNext(t, tailer, 1<<32|1)
}

// A file that is purged while it is read is read to its end: nothing of it is taken back.
func TestTailerReadsWhatIsPurged(t *testing.T) {
	logs := newLogs(t)
	logs.write(1, logOf(1, 2))
	logs.write(3, logOf(3, 4))
	logs.write(5, logOf(5))
	tailer := tail(t, logs.dir, 0)
	for _, zxid := range []int64{1, 2, 3} {
		transaction, err := tailer.Next()
		must(t, err)
		if transaction.Zxid != zxid {
			t.Fatalf("read 0x%x, want 0x%x", transaction.Zxid, zxid)
		}
	}
	must(t, os.Remove(logs.path(1)))
	must(t, os.Remove(logs.path(3)))
	wantNext(t, tailer, 4, 5)
}

func TestTailerPassesDamage(t *testing.T) {
	logs := newLogs(t)
	content := logOf(1, 2, 3)
	content[len(logOf(1))+40] ^= 1
	logs.write(1, content)
	tailer := tail(t, logs.dir, 0)
	transaction, err := tailer.Next()
	must(t, err)
	if transaction.Zxid != 1 {
		t.Fatalf("first 0x%x", transaction.Zxid)
	}
	if _, err := tailer.Next(); !isDamage(err, int64(len(logOf(1)))) {
		t.Fatalf("at the damage: %v", err)
	}
	wantNext(t, tailer, 3)
}

func isDamage(err error, offset int64) bool {
	damage, ok := errors.AsType[*txnlog.DamagedError](err)
	return ok && damage.Offset == offset
}

// A multi that failed changes nothing, however a server has marked its parts.
func TestFailedMultiChangesNothing(t *testing.T) {
	made := txnlog.Op{Type: txnlog.TypeCreate, Path: "/a/m1", ACL: []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}}
	multi := set(1)
	multi.Type = txnlog.TypeMulti
	multi.Ops = []txnlog.Op{made}
	payload := txnlogtest.Encode(multi)
	parts := len(payload) - len(txnlogtest.Encode(txnlog.Transaction{Type: txnlog.TypeMulti})) // of the one part
	part := payload[len(payload)-parts:]
	asError := append([]byte{0xff, 0xff, 0xff, 0xff}, part[4:]...)
	failure := binary.BigEndian.AppendUint64(nil, 0xffffffff_00000004)
	failure = binary.BigEndian.AppendUint32(failure, 0xffffff99) // -103
	for name, first := range map[string][]byte{"as it was asked for": part, "as an error with the body of a create": asError} {
		whole := append(slices.Clone(payload[:len(payload)-parts]), first...)
		binary.BigEndian.PutUint32(whole[len(payload)-parts-4:], 2)
		content := txnlogtest.AppendPayload(logOf(), append(whole, failure...))
		logs := newLogs(t)
		logs.write(1, content)
		transaction, err := tail(t, logs.dir, 0).Next()
		must(t, err)
		if transaction.Err != -103 || len(transaction.Ops) != 0 || transaction.Type != txnlog.TypeMulti {
			t.Errorf("%s: %+v", name, transaction)
		}
	}
}
