package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"zkweb/zkconn/txnlog/txnlogtest"
)

// askPast measures pages of a history of ten million transactions, at times spread over all of it.
func askPast(b *bench) (row, error) {
	c, p, err := b.visitPast()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	random := rand.New(rand.NewPCG(1, 1))
	moment := func() int64 {
		return txnlogtest.FirstZxid + txnlogtest.Registry + random.Int64N(pastTransactions-txnlogtest.Registry-txnlogtest.Hour)
	}
	questions := []struct {
		name   string
		accept string
		ask    func() string
	}{
		{"versions of a znode", "application/json", func() string {
			return fmt.Sprintf("versions/config/app-%04d", random.IntN(txnlogtest.Configs))
		}},
		{"changes in an hour of a subtree", "application/json", func() string {
			below := []string{"config", "files", "locks", "services", "registry", "registry/group-001"}[random.IntN(6)]
			from := moment()
			return fmt.Sprintf("changes/%s?from=%#x&to=%#x", below, from, from+txnlogtest.Hour)
		}},
		{"a directory at a time", "application/json", func() string {
			return fmt.Sprintf("tree/%s?at=%#x", []string{"config", "files", "locks", txnlogtest.HotLock[1:]}[random.IntN(4)], moment())
		}},
		{"holders of a lock", "text/html", func() string { return "versions" + txnlogtest.HotLock + "?limit=1" }},
	}
	measured := ""
	for _, q := range questions {
		var times []time.Duration
		for range 30 {
			took, err := timed(func() error { _, err := p.get("/c/main/"+q.ask(), "Accept", q.accept); return err })()
			if err != nil {
				return row{}, err
			}
			times = append(times, took)
		}
		slices.Sort(times)
		measured += fmt.Sprintf(", %s %.0f ms (longest %.0f)", q.name, ms(times[len(times)/2]), ms(times[len(times)-1]))
	}
	return row{fmt.Sprintf("asked of a history of %d transactions", pastTransactions), "JSON, holders a page", "at most 50 ms each", measured[2:]}, nil
}

// wholePast measures finds over a hundred thousand znodes at times in the past.
func wholePast(b *bench) (row, error) {
	c, p, err := b.visitPast()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	var times []time.Duration
	seen := 0
	for i := range int64(3) {
		at := txnlogtest.FirstZxid + (2*i+2)*pastTransactions/7
		took, err := timed(func() error {
			last, err := p.find("/registry", fmt.Sprintf("name=nobody&at=%#x", at))
			seen = last.Seen
			return err
		})()
		if err != nil {
			return row{}, err
		}
		times = append(times, took)
	}
	return row{fmt.Sprintf("a find through a tree of %d znodes at a time", seen), "—", "at most 3 s",
		fmt.Sprintf("%.1f s", median(times).Seconds())}, nil
}

// visitPast starts a console with the history, and signs in.
func (b *bench) visitPast() (*console, *person, error) {
	dir, err := b.past()
	if err != nil {
		return nil, nil, err
	}
	return b.visit("--history", dir)
}
