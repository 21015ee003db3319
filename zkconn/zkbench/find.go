package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-zookeeper/zk"
)

const (
	findPath    = "/bench/find"
	findZnodes  = 300_000
	findFamily  = 20 // children of each znode
	findData    = 300
	memoryPath  = "/bench/million"
	memoryCount = 1_000_000
)

// grow creates count znodes below root level by level, with findFamily children each.
func (b *bench) grow(root string, count int, data []byte) error {
	var operations []any
	flush := func() error {
		if len(operations) == 0 {
			return nil
		}
		_, err := b.floor.Multi(operations...)
		operations = nil
		return err
	}
	add := func(path string) error {
		operations = append(operations, &zk.CreateRequest{Path: path, Data: data, Acl: openACL})
		if len(operations) < 500 {
			return nil
		}
		return flush()
	}
	if err := add(root); err != nil {
		return err
	}
	for level, made := []string{root}, 0; made < count; {
		var next []string
		for _, parent := range level {
			for i := 0; i < findFamily && made < count; i++ {
				path := fmt.Sprintf("%s/n-%02d", parent, i)
				next, made = append(next, path), made+1
				if err := add(path); err != nil {
					return err
				}
			}
		}
		level = next
	}
	return flush()
}

// found is the last line of a find's answer.
type found struct {
	Done    bool
	Seen    int
	Stopped string
}

// find searches everything below a znode for something that is not there.
func (p *person) find(path, query string) (found, error) {
	body, err := p.get("/c/main/find"+path+"?max_znodes=5000000&max_bytes=4294967296&max_seconds=600&"+query, "Accept", "application/x-ndjson")
	if err != nil {
		return found{}, err
	}
	var last found
	lines := bytes.Split(bytes.TrimSpace(body), []byte("\n"))
	if err := json.Unmarshal(lines[len(lines)-1], &last); err != nil {
		return last, err
	}
	if !last.Done || last.Stopped != "" {
		return last, fmt.Errorf("the find ended with %+v", last)
	}
	return last, nil
}

// findRate measures a find and a walk on the raw protocol over the same znodes.
func (b *bench) findRate(query string, data, multi bool) (ours, floor time.Duration, err error) {
	if err := b.growOnce(); err != nil { // before the raw session, which would expire meanwhile
		return 0, 0, err
	}
	c, p, err := b.visit()
	if err != nil {
		return 0, 0, err
	}
	defer c.stop()
	raw, err := openFloor(b.server.Addr())
	if err != nil {
		return 0, 0, err
	}
	defer raw.close()
	rounds := 3
	if !multi {
		rounds = 1 // the raw walk takes ten times as long
	}
	return medians(rounds, timed(func() error {
		last, err := p.find(findPath, query)
		if err == nil && last.Seen != findZnodes+1 {
			err = fmt.Errorf("%d znodes were seen", last.Seen)
		}
		return err
	}), timed(func() error {
		seen, err := raw.walk(findPath, data, multi)
		if err == nil && seen != findZnodes+1 {
			err = fmt.Errorf("%d znodes were seen on the raw protocol", seen)
		}
		return err
	}))
}

// growOnce creates the tree for the finds, unless it exists.
func (b *bench) growOnce() error {
	there, _, err := b.floor.Exists(findPath)
	if err != nil || there {
		return err
	}
	data := append([]byte(`{"name": "orders", "endpoints": ["http://orders.internal:8080"], "text": "`), bytes.Repeat([]byte("x"), findData)...)
	return b.grow(findPath, findZnodes, append(data[:findData-2], `"}`...))
}

func rateRow(job, against, goal string, ours, floor time.Duration) row {
	perSecond := func(took time.Duration) float64 { return float64(findZnodes) / took.Seconds() / 1000 }
	return row{job, against, goal, fmt.Sprintf("%.0f %% (%.0f thousand a second, raw %.0f)", 100*ratio(floor, ours), perSecond(ours), perSecond(floor))}
}

func findByName(b *bench) (row, error) {
	ours, floor, err := b.findRate("name=nothing-like-it", false, false)
	return rateRow("find by name over 300,000 znodes, 20 children each", "the same walk pipelined on a raw socket", "at least 80 % of its rate", ours, floor), err
}

func findByNameAgainstMulti(b *bench) (row, error) {
	ours, floor, err := b.findRate("name=nothing-like-it", false, true)
	return rateRow("the same", "the same walk by multi-reads on a raw socket, in any order", "—", ours, floor), err
}

func findByData(b *bench) (row, error) {
	ours, floor, err := b.findRate("data=nothing-like-it", true, true)
	return rateRow("find by data there, 300 bytes each", "the same walk by multi-reads on a raw socket, in any order", "at least 70 % of its rate", ours, floor), err
}

// findFirst measures the time until the page has the first result.
func findFirst(b *bench) (row, error) {
	if err := b.growOnce(); err != nil {
		return row{}, err
	}
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	var all []time.Duration
	for range 5 {
		took, err := p.firstHit()
		if err != nil {
			return row{}, err
		}
		all = append(all, took)
	}
	return row{"first result of a find on the page", "—", "at most 200 ms", fmt.Sprintf("%.0f ms", ms(median(all)))}, nil
}

func (p *person) firstHit() (time.Duration, error) {
	request, err := http.NewRequest(http.MethodGet, p.console.base+"/c/main/find"+findPath+"?data=orders", nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept", "text/html")
	begin := time.Now()
	response, err := p.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	for in := bufio.NewReader(response.Body); ; {
		text, err := in.ReadBytes('>')
		if err != nil {
			return 0, errors.Join(errors.New("the page has no result"), err)
		}
		if bytes.Contains(text, []byte(`class="hit"`)) {
			return time.Since(begin), nil
		}
	}
}

// findMemory measures how much the resident memory grows during a find over a million znodes.
func findMemory(b *bench) (row, error) {
	if err := b.grow(memoryPath, memoryCount, nil); err != nil {
		return row{}, err
	}
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	if _, err := p.find(listPath, "name=x"); err != nil {
		return row{}, err
	}
	before, err := settle(c)
	if err != nil {
		return row{}, err
	}
	ended := make(chan error, 1)
	go func() {
		_, err := p.find(memoryPath, "name=nothing-like-it")
		ended <- err
	}()
	most := before
	for {
		select {
		case err := <-ended:
			return row{"find over 1,000,000 znodes", "resident memory before", "at most 64 MiB more", fmt.Sprintf("%d MiB more", (most-before)>>10)}, err
		case <-time.After(20 * time.Millisecond):
			now, err := c.residentKiB()
			if err != nil {
				return row{}, err
			}
			most = max(most, now)
		}
	}
}
