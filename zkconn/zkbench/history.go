package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/txnlog/txnlogtest"
)

const (
	logTransactions  = 200_000
	dayTransactions  = 1_000_000
	pastTransactions = 10_000_000
	pastBatch        = 5_000
)

// readLog measures reading a transaction log and computing ZooKeeper's digests.
func readLog(b *bench) (row, error) {
	file := filepath.Join(b.dir, "log.100000001")
	if err := writeLog(file); err != nil {
		return row{}, err
	}
	defer os.Remove(file)
	best := time.Duration(1 << 62)
	for range 3 {
		took, err := timed(func() error { return checkLog(file) })()
		if err != nil {
			return row{}, err
		}
		best = min(best, took)
	}
	return row{"a transaction log read, and the digests in it computed again", "—", "at least 200,000 transactions a second",
		fmt.Sprintf("%.0f thousand", logTransactions/best.Seconds()/1000)}, nil
}

func writeLog(file string) error {
	content, day := txnlogtest.Header(), txnlogtest.NewDay(false)
	for range logTransactions {
		content = txnlogtest.AppendRecord(content, day.Next())
	}
	return os.WriteFile(file, content, 0o600)
}

func checkLog(file string) error {
	log, err := txnlog.OpenLog(file)
	if err != nil {
		return err
	}
	tree, read := txnlog.NewTree(true), 0
	for {
		transaction, err := log.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(err, log.Close())
		}
		tree.Apply(&transaction)
		if transaction.Digest != (txnlog.Digest{}) && !tree.Agrees(transaction.Digest) {
			return errors.Join(fmt.Errorf("the digest of %#x is another", transaction.Zxid), log.Close())
		}
		read++
	}
	if read != logTransactions {
		return fmt.Errorf("%d transactions were read", read)
	}
	return log.Close()
}

// storeDay measures storing the transactions of a day.
func storeDay(b *bench) (row, error) {
	dir := filepath.Join(b.dir, "day")
	defer os.RemoveAll(dir)
	took, err := writePast(b.ctx, dir, txnlogtest.NewDay(false), dayTransactions)
	if err != nil {
		return row{}, err
	}
	size, err := sizeOf(dir)
	return row{fmt.Sprintf("a day of %d transactions stored", dayTransactions), "size on the disk", "at most 180 MiB a million",
		fmt.Sprintf("%.0f MiB, at %.0f thousand a second", size*1e6/dayTransactions/(1<<20), dayTransactions/took.Seconds()/1000)}, err
}

// past returns the folder of a history of ten million transactions. It creates the history on the
// first call, unless an earlier run has.
func (b *bench) past() (string, error) {
	dir := b.keep
	if dir == "" {
		dir = filepath.Join(b.dir, "past")
	}
	store, err := history.Open(dir, history.Key{})
	if err != nil {
		return "", err
	}
	last, _, err := store.Last(b.ctx)
	if err = errors.Join(err, store.Close()); err != nil || last != 0 {
		return dir, err
	}
	fmt.Fprintf(os.Stderr, "storing %d transactions in %s\n", pastTransactions, dir)
	_, err = writePast(b.ctx, dir, txnlogtest.NewDay(true), pastTransactions)
	return dir, err
}

// writePast stores transactions and returns how long that took.
func writePast(ctx context.Context, dir string, day *txnlogtest.Day, count int) (took time.Duration, err error) {
	w, err := history.OpenWriter(dir, history.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.Begin(ctx, txnlogtest.FirstZxid-1, txnlogtest.Begins, newNodes()); err != nil {
		return 0, err
	}
	batch := make([]txnlog.Transaction, pastBatch)
	for range count / pastBatch {
		for i := range batch {
			batch[i] = day.Next()
		}
		each, err := timed(func() error { return w.Append(ctx, batch, "log", txnlog.ProofDigest) })()
		if err != nil {
			return 0, err
		}
		took += each
	}
	return took, nil
}

// newNodes yields the znodes of a new server.
func newNodes() iter.Seq2[history.Node, error] {
	return func(yield func(history.Node, error) bool) {
		for path, node := range txnlog.NewTree(true).All() {
			if !yield(history.Node{Path: path, Data: node.Data, ACL: node.ACL(), Stat: node.Kept()}, nil) {
				return
			}
		}
	}
}

// sizeOf returns the size of a folder's files in bytes.
func sizeOf(dir string) (size float64, err error) {
	files, err := os.ReadDir(dir)
	for _, file := range files {
		info, infoErr := file.Info()
		if err = errors.Join(err, infoErr); err == nil {
			size += float64(info.Size())
		}
	}
	return size, err
}
