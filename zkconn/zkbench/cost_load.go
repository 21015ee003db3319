package main

import (
	"bytes"
	"fmt"
	"path"

	"github.com/go-zookeeper/zk"
)

// These are the znodes of the cost benchmarks: a page of 930 bytes with 50 children and 11
// siblings, and others that differ from it in one thing each.
const (
	costPath = "/cost/page"
	leafPath = "/cost/leaf"
	coldPath = "/cost/cold"
	coldMany = 1500 // pages below coldPath, each of which a session sees once
	bigPath  = "/cost/big"
	tinyPath = "/cost/tiny"
	timePath = "/cost/times"
	largeOne = "/cost/large"
)

var costData = bytes.Repeat([]byte("server.pool.size=16\nserver.name=orders\n"), 24)[:930]

func (b *bench) loadCost() error {
	for _, each := range []struct {
		path string
		data []byte
	}{
		{"/cost", nil}, {costPath, costData}, {leafPath, costData}, {coldPath, nil}, {bigPath, nil},
		{tinyPath, nil}, {timePath, nil}, {largeOne, nil}, {"/cost/more-1", nil}, {"/cost/more-2", nil},
	} {
		if err := b.create(each.path, each.data); err != nil {
			return err
		}
	}
	return firstError(
		b.children(costPath, "child-%03d", pageChildren, make([]byte, 100)),
		b.children(tinyPath, "child-%03d", 30, make([]byte, 20)),
		b.children(timePath, "child-%04d", 5000, make([]byte, 20)),
		b.loadBig(),
		b.loadCold(),
		b.loadDeep(),
	)
}

func (b *bench) create(path string, data []byte) error {
	_, err := b.floor.Create(path, data, 0, zk.WorldACL(zk.PermAll))
	return err
}

func (b *bench) loadBig() error {
	for i := range 30 {
		if err := b.create(fmt.Sprintf("%s/child-%03d", bigPath, i), make([]byte, 900_000)); err != nil {
			return err
		}
	}
	return nil
}

// coldPage returns the path of a page that is seen once. Each has a parent of its own, so no
// earlier page has shown anything of it.
func coldPage(i int) string { return fmt.Sprintf(coldPath+"/%02d/%02d/page", i/40, i%40) }

func (b *bench) loadCold() error {
	for i := range coldMany {
		page := coldPage(i)
		parent := path.Dir(page)
		var operations []any
		if i%40 == 0 {
			operations = append(operations, &zk.CreateRequest{Path: path.Dir(parent), Acl: openACL})
		}
		operations = append(operations, &zk.CreateRequest{Path: parent, Acl: openACL},
			&zk.CreateRequest{Path: page, Data: costData, Acl: openACL})
		for child := range pageChildren {
			operations = append(operations, &zk.CreateRequest{
				Path: fmt.Sprintf("%s/child-%03d", page, child), Data: make([]byte, 100), Acl: openACL})
		}
		if _, err := b.floor.Multi(operations...); err != nil {
			return err
		}
	}
	return nil
}

// deepPath returns the path of the znode that is the given number of levels below the root.
func deepPath(levels int) string {
	path := ""
	for i := range levels {
		path += fmt.Sprintf("/level-%02d", i)
	}
	return path
}

func (b *bench) loadDeep() error {
	for level := 1; level <= 50; level++ {
		if err := b.create(deepPath(level), costData); err != nil {
			return err
		}
	}
	return nil
}
