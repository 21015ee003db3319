package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/go-zookeeper/zk"
)

const (
	aclPath  = "/bench/acl"
	undoPath = "/bench/undo"
	jobTries = 3
)

// keepingPerson signs in to a console on which jobs can be undone.
func (b *bench) keepingPerson(name string) (*console, *person, error) {
	key := filepath.Join(b.dir, name+".key")
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	if err := os.WriteFile(key, []byte(base64.StdEncoding.EncodeToString(secret)), 0o600); err != nil {
		return nil, nil, err
	}
	return b.visit("--allow-writes", "--default-role", "admin", "--data-dir", filepath.Join(b.dir, name), "--keep-previous", "1", "--data-key", key)
}

// setACLs measures a job that sets the ACLs of a subtree and keeps the old ones, and a job that
// undoes it. They are compared with the client library, given all paths: it reads and then sets
// each ACL, and sets it again to undo that.
func setACLs(b *bench) (row, error) {
	c, p, err := b.keepingPerson("acl")
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	if err := b.grow(aclPath, deleteCount, []byte("data")); err != nil {
		return row{}, err
	}
	paths := grown(aclPath, deleteCount)
	var undos, sets []time.Duration
	ours, floor, err := medians(jobTries, func() (time.Duration, error) {
		took, undone, err := p.doAndUndo("/c/main/acl"+aclPath, "recursive=1&acl=world:anyone:cdrwa,digest:bench:eA%3D%3D:r")
		undos = append(undos, undone)
		return took, err
	}, func() (time.Duration, error) {
		begin := time.Now()
		err := b.eachRaw(paths, func(path string) error { _, _, err := b.floor.GetACL(path); return err })
		read := time.Now()
		if err == nil {
			err = b.eachRaw(paths, func(path string) error { _, err := b.floor.SetACL(path, zk.WorldACL(zk.PermAll), -1); return err })
		}
		sets = append(sets, time.Since(read))
		return time.Since(begin), err
	})
	if err != nil {
		return row{}, err
	}
	slices.Sort(undos)
	slices.Sort(sets)
	_, err = b.deleteRaw(paths)
	return row{"ACLs of 100,000 znodes set by a job; and undone", "read and then set; set; 64 at once on the client library", "at least 60 % of its rate",
		rates(ours, floor) + "; " + rates(undos[jobTries/2], sets[jobTries/2])}, err
}

// undoDeletion measures a job that restores a subtree which a job has deleted, against creates of
// such a subtree on the client library in the same batches.
func undoDeletion(b *bench) (row, error) {
	c, p, err := b.keepingPerson("undo")
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	paths := grown(undoPath, deleteCount)
	ours, floor, err := medians(jobTries, func() (time.Duration, error) {
		if err := b.grow(undoPath, deleteCount, []byte("data")); err != nil {
			return 0, err
		}
		_, undone, err := p.doAndUndo("/c/main/delete"+undoPath, "recursive=1")
		if err != nil {
			return 0, err
		}
		_, err = b.deleteRaw(slices.Clone(paths))
		return undone, err
	}, func() (time.Duration, error) {
		begin := time.Now()
		err := b.createRaw(paths, []byte("data"))
		took := time.Since(begin)
		if err != nil {
			return 0, err
		}
		_, err = b.deleteRaw(slices.Clone(paths))
		return took, err
	})
	return row{"100,000 deleted znodes brought back by a job", "the same batches on the client library", "at least 60 % of its rate", rates(ours, floor)}, err
}

// doAndUndo runs a job and then a job that undoes it.
func (p *person) doAndUndo(target, form string) (did, undid time.Duration, err error) {
	id, err := p.post(target, form)
	if err != nil {
		return 0, 0, err
	}
	if did, err = p.awaitJob(id); err != nil {
		return 0, 0, err
	}
	if id, err = p.post("/jobs/"+id+"/undo", ""); err != nil {
		return 0, 0, err
	}
	undid, err = p.awaitJob(id)
	return did, undid, err
}

// eachRaw calls do with each path, many at once.
func (b *bench) eachRaw(paths []string, do func(path string) error) error {
	var doing sync.WaitGroup
	errs := make([]error, copyReaders)
	for i := range errs {
		doing.Go(func() {
			for at := i; at < len(paths) && errs[i] == nil; at += copyReaders {
				errs[i] = do(paths[at])
			}
		})
	}
	doing.Wait()
	return firstError(errs...)
}

// rates returns the rate of a job and that of the client library.
func rates(ours, floor time.Duration) string {
	return fmt.Sprintf("%.0f %% (%.0f thousand a second, library %.0f)", 100*ratio(floor, ours), deleteCount/ours.Seconds()/1000, deleteCount/floor.Seconds()/1000)
}
