package zktest

import (
	"context"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"testing"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// Recording is the history of a standalone server from its first transaction, read from its log.
type Recording struct {
	Dir    string // folder of the store
	tailer *txnlog.Tailer
	writer *history.Writer
}

// Record begins the history of a server. Call Until to add transactions.
func Record(t testing.TB, server *Server, options history.Options) *Recording {
	t.Helper()
	r := &Recording{Dir: filepath.Join(t.TempDir(), "history"), tailer: txnlog.NewTailer(filepath.Join(server.Dir(), "data"), 0)}
	t.Cleanup(func() { closeOrFail(t, r.tailer.Close()) })
	var err error
	if r.writer, err = history.OpenWriter(r.Dir, options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeOrFail(t, r.writer.Close()) })
	if err := r.writer.Begin(context.Background(), 0, time.Now().Add(-time.Hour).UnixMilli(), newTree()); err != nil {
		t.Fatal(err)
	}
	return r
}

// newTree yields the tree of a new server.
func newTree() iter.Seq2[history.Node, error] {
	return func(yield func(history.Node, error) bool) {
		for path, node := range txnlog.NewTree(true).All() {
			stat := node.Stat()
			stat.Cversion = (stat.Cversion + stat.NumChildren) / 2 // as servers keep it
			if !yield(history.Node{Path: path, Data: node.Data, ACL: node.ACL(), Stat: stat}, nil) {
				return
			}
		}
	}
}

// Until adds the transactions in the log, until the history contains zxid.
func (r *Recording) Until(t testing.TB, zxid int64) {
	t.Helper()
	for r.writer.Last() < zxid {
		var found []txnlog.Transaction
		for {
			transaction, err := r.tailer.Next()
			if errors.Is(err, io.EOF) || errors.Is(err, txnlog.ErrTorn) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, transaction)
		}
		if err := r.writer.Append(context.Background(), found, "test", txnlog.ProofSeen); err != nil {
			t.Fatal(err)
		}
		if t.Context().Err() != nil {
			t.Fatal("the log does not have what was waited for")
		}
		if len(found) == 0 {
			time.Sleep(time.Millisecond)
		}
	}
}

// Identify records which client a session belongs to.
func (r *Recording) Identify(t testing.TB, session int64, by history.Client) {
	t.Helper()
	if known, err := r.writer.Identify(context.Background(), session, by); err != nil || !known {
		t.Fatal(known, err)
	}
}
