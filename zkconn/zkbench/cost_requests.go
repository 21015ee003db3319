package main

import (
	"fmt"
	"time"
)

// throughRelay starts a console whose requests to the bench's server are counted, and signs in.
func (b *bench) throughRelay() (*relay, *console, *person, error) {
	r, err := relayTo(b.server.Addr())
	if err != nil {
		return nil, nil, nil, err
	}
	c, err := b.startConsole(r.address())
	if err != nil {
		r.close()
		return nil, nil, nil, err
	}
	p, err := c.signIn("alice", "wonderland")
	if err != nil {
		c.stop()
		r.close()
	}
	return r, c, p, err
}

func pageRequests(b *bench) (row, error) {
	r, c, p, err := b.throughRelay()
	if err != nil {
		return row{}, err
	}
	defer r.close()
	defer c.stop()
	client, err := p.lean(asHTML)
	if err != nil {
		return row{}, err
	}
	defer client.close()
	const pages = 200
	if err := client.get("/c/main/tree" + coldPage(pages)); err != nil { // the first page of its kind takes a few more
		return row{}, err
	}
	cold, err := r.requestsFor(func() error {
		for i := range pages {
			if err := client.get("/c/main/tree" + coldPage(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return row{}, err
	}
	path := "/c/main/tree" + costPath
	if err := firstError(client.get(path), client.get(path)); err != nil {
		return row{}, err
	}
	hot, err := r.requestsFor(func() error {
		for range pages {
			if err := client.get(path); err != nil {
				return err
			}
		}
		return nil
	})
	return row{"ZooKeeper requests a page", "—", "at most 3 never seen, 1 seen before",
		fmt.Sprintf("%.1f never seen, %.1f seen before", float64(cold)/pages, float64(hot)/pages)}, err
}

// bigChildren measures the page of children with much data, of which only the stats are shown.
func bigChildren(b *bench) (row, error) {
	big, tiny, err := b.timesOf(nil, "/c/main/tree"+bigPath, "/c/main/tree"+tinyPath, asHTML, asHTML)
	if err != nil {
		return row{}, err
	}
	read, err := b.bytesRead("/c/main/tree" + bigPath)
	if err != nil {
		return row{}, err
	}
	stats, err := b.bigStats()
	return row{"page of 30 children of 900 KB", "of 20 bytes", "at most 1.3 times its time, 50 KB read",
		fmt.Sprintf("%.1f times (%.2f ms, of which the bare stats take %.2f ms on a raw socket; 20 bytes %.2f ms), %.0f KB read",
			ratio(big, tiny), ms(big), ms(stats), ms(tiny), float64(read)/1000)}, err
}

// bigStats returns the minimal time for the stats of children with much data: an exists for each,
// all sent at once. A multi-read would also return the data.
func (b *bench) bigStats() (time.Duration, error) {
	raw, err := openFloor(b.server.Addr())
	if err != nil {
		return 0, err
	}
	defer raw.close()
	names, _, err := b.floor.Children(bigPath)
	if err != nil {
		return 0, err
	}
	var all []byte
	for _, name := range names {
		all = append(all, single(opExists, bigPath+"/"+name)...)
	}
	times := make([]time.Duration, 500)
	for i := range times {
		begin := time.Now()
		if _, err := raw.conn.Write(all); err != nil {
			return 0, err
		}
		for range names {
			if err := raw.reply(); err != nil {
				return 0, err
			}
		}
		times[i] = time.Since(begin)
	}
	return median(times), nil
}

// bytesRead returns the number of bytes that the console reads from ZooKeeper for a page: the
// larger of the first and the second time.
func (b *bench) bytesRead(path string) (int64, error) {
	r, c, p, err := b.throughRelay()
	if err != nil {
		return 0, err
	}
	defer r.close()
	defer c.stop()
	var most int64
	for range 2 {
		before := r.bytes.Load()
		if _, err := p.get(path, "Accept", asHTML); err != nil {
			return 0, err
		}
		most = max(most, r.bytes.Load()-before)
	}
	return most, nil
}
