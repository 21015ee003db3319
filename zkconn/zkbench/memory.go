package main

import (
	"fmt"
	"os"
	"time"

	"zkweb/zkconn/zkserver"
)

// settle waits until the console's resident memory stops falling, as it does for a while after a
// garbage collection. It returns the memory in KiB.
func settle(c *console) (int, error) {
	least := 1 << 40
	for quiet := 0; quiet < 10; quiet++ {
		time.Sleep(500 * time.Millisecond)
		now, err := c.residentKiB()
		if err != nil {
			return 0, err
		}
		if now < least*99/100 {
			quiet = 0
		}
		least = min(least, now)
	}
	return least, nil
}

func sessionMemory(b *bench) (row, error) {
	const people = 500
	ensemble, err := zkserver.StartEnsemble(3, zkserver.Config{ZooCfg: []string{"maxClientCnxns=0"}})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = ensemble.Close() }()
	c, err := b.startConsole(ensemble.Addrs(), "--max-zk-sessions", fmt.Sprint(people+1))
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	if _, err := c.signIn("", ""); err != nil {
		return row{}, err
	}
	before, err := settle(c)
	if err != nil {
		return row{}, err
	}
	for i := range people {
		p, err := c.signIn(fmt.Sprintf("user-%d", i), "password")
		if err != nil {
			return row{}, err
		}
		p.client.CloseIdleConnections()
	}
	after, err := settle(c)
	return row{"500 signed-in people with a ZooKeeper session each, on three servers, idle", "resident memory", "at most 300 KiB each",
		fmt.Sprintf("%d KiB each (%d MiB in all)", (after-before)/people, after>>10)}, err
}

func residentAfterPages(b *bench) (row, error) {
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	for range 1000 {
		if err := page(p, "/c/main/tree"+pagePath)(); err != nil {
			return row{}, err
		}
	}
	resident, err := settle(c)
	if err != nil {
		return row{}, err
	}
	binary, err := os.Stat(b.binary)
	if err != nil {
		return row{}, err
	}
	return row{"1,000 page views", "resident memory", "—",
		fmt.Sprintf("%d MiB (binary %d MiB)", resident>>10, binary.Size()>>20)}, nil
}

func pageWeight(b *bench) (row, error) {
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	plain, err := p.get("/c/main/tree"+pagePath, "Accept", "text/html")
	if err != nil {
		return row{}, err
	}
	packed, err := p.get("/c/main/tree"+pagePath, "Accept", "text/html", "Accept-Encoding", "gzip")
	return row{"weight of that page", "uncompressed", "—",
		fmt.Sprintf("%.1f KiB compressed, %.1f KiB not", float64(len(packed))/1024, float64(len(plain))/1024)}, err
}
