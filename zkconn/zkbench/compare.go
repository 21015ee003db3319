package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
)

const (
	comparePath  = "/bench/compare"
	compareCount = 100_000 // znodes below each of the two roots
)

// compareEqual measures the comparison of two equal subtrees with 100 bytes in each znode, against
// a raw walk over both that reads the same: data, lists and ACLs.
func compareEqual(b *bench) (row, error) {
	left, right := comparePath+"-left", comparePath+"-right"
	for _, root := range []string{left, right} {
		if err := b.grow(root, compareCount, bytes.Repeat([]byte("x"), 100)); err != nil {
			return row{}, err
		}
	}
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	raw, err := openFloor(b.server.Addr())
	if err != nil {
		return row{}, err
	}
	defer raw.close()
	ours, floor, err := medians(3, timed(func() error { return p.compare(left, right) }), timed(func() error {
		seen, err := (&floorWalk{floor: raw, multi: true, data: true, acls: true}).run(left, right)
		if err == nil && seen != 2*(compareCount+1) {
			err = fmt.Errorf("%d znodes were seen on the raw protocol", seen)
		}
		return err
	}))
	return row{"compare two equal subtrees of 100,000 znodes, 100 bytes each", "one walk over both on a raw socket, data by multi-reads and ACLs", "at most 1.5 times",
		fmt.Sprintf("%.2f times (%.0f ms, raw %.0f)", ratio(ours, floor), ms(ours), ms(floor))}, err
}

// compare compares two subtrees and fails unless they are equal.
func (p *person) compare(left, right string) error {
	body, err := p.get("/c/main/compare"+left+"?max_znodes=5000000&max_bytes=4294967296&max_seconds=600&with="+url.QueryEscape(right), "Accept", "application/x-ndjson")
	if err != nil {
		return err
	}
	var last struct {
		Done    bool
		Equal   int
		Stopped string
	}
	if err := json.Unmarshal(bytes.TrimSpace(body), &last); err != nil {
		return err
	}
	if !last.Done || last.Stopped != "" || last.Equal != compareCount+1 {
		return fmt.Errorf("the comparison ended with %+v", last)
	}
	return nil
}
