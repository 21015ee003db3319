package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"
)

const (
	copyPath = "/bench/copy"
	copyTo   = "/bench/copied"
)

// copyReaders is the number of simultaneous reads on the client library.
const copyReaders = 64

// copyAll measures a job that copies a subtree against the same on the client library, given all
// paths. That reads data and ACLs, many at once, since no multi reads ACLs, and creates the copies
// in the same batches.
func copyAll(b *bench) (row, error) {
	c, p, err := b.visit("--allow-writes", "--default-role", "editor", "--data-dir", filepath.Join(b.dir, "copy"))
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	data := []byte(`{"name": "orders", "endpoints": ["http://orders.internal:8080"]}`)
	if err := b.grow(copyPath, deleteCount, data); err != nil {
		return row{}, err
	}
	paths := grown(copyTo, deleteCount)
	ours, floor, err := medians(deleteTries, func() (time.Duration, error) {
		took, err := p.job("copy"+copyPath, "to="+copyTo)
		if err != nil {
			return 0, err
		}
		_, err = b.deleteRaw(slices.Clone(paths))
		return took, err
	}, func() (time.Duration, error) {
		begin := time.Now()
		err := firstError(b.readRaw(grown(copyPath, deleteCount)), b.createRaw(paths, data))
		took := time.Since(begin)
		if err != nil {
			return 0, err
		}
		_, err = b.deleteRaw(slices.Clone(paths))
		return took, err
	})
	if err != nil {
		return row{}, err
	}
	slices.Sort(paths)
	for i, path := range paths {
		paths[i] = copyPath + strings.TrimPrefix(path, copyTo)
	}
	_, err = b.deleteRaw(paths)
	return row{"100,000 znodes copied by a job", "data and ACLs read 64 at once, then the same batches, on the client library", "at least 60 % of its rate",
		fmt.Sprintf("%.0f %% (%.0f thousand a second, library %.0f)", 100*ratio(floor, ours), deleteCount/ours.Seconds()/1000, deleteCount/floor.Seconds()/1000)}, err
}

// readRaw reads data and ACLs.
func (b *bench) readRaw(paths []string) error {
	var readers sync.WaitGroup
	errs := make([]error, copyReaders)
	for i := range errs {
		readers.Go(func() {
			for at := i; at < len(paths) && errs[i] == nil; at += copyReaders {
				_, _, dataErr := b.floor.Get(paths[at])
				_, _, aclErr := b.floor.GetACL(paths[at])
				errs[i] = firstError(dataErr, aclErr)
			}
		})
	}
	readers.Wait()
	return firstError(errs...)
}

// createRaw creates znodes. The paths must have parents before their children.
func (b *bench) createRaw(paths []string, data []byte) error {
	for batch := range slices.Chunk(paths, deleteBatch) {
		operations := make([]any, len(batch))
		for i, path := range batch {
			operations[i] = &zk.CreateRequest{Path: path, Data: data, Acl: openACL}
		}
		if _, err := b.floor.Multi(operations...); err != nil {
			return err
		}
	}
	return nil
}
