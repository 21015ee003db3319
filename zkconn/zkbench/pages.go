package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const rounds = 41

// barePage makes the reads of a page one after another on the bare library.
func (b *bench) barePage() error {
	if _, _, err := b.floor.Get(pagePath); err != nil {
		return err
	}
	if _, _, err := b.floor.GetACL(pagePath); err != nil {
		return err
	}
	names, _, err := b.floor.Children(pagePath)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, _, err := b.floor.Exists(pagePath + "/" + name); err != nil {
			return err
		}
	}
	return nil
}

// visit starts a console for the bench's server and signs in.
func (b *bench) visit(flags ...string) (*console, *person, error) {
	c, err := b.startConsole(b.server.Addr(), flags...)
	if err != nil {
		return nil, nil, err
	}
	p, err := c.signIn("alice", "wonderland")
	if err != nil {
		c.stop()
		return nil, nil, err
	}
	return c, p, nil
}

func page(p *person, path string) func() error {
	return func() error {
		_, err := p.get(path, "Accept", "text/html")
		return err
	}
}

func pageTime(b *bench) (row, error) {
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	show := page(p, "/c/main/tree"+pagePath)
	for range 20 {
		if err := firstError(show(), b.barePage()); err != nil {
			return row{}, err
		}
	}
	console, floor, err := medians(rounds, timed(show), timed(b.barePage))
	return row{"page of a znode with 1 KB of data and 50 children with their stats, HTML", "the same reads one after another on the bare library", "at least 3 times as fast",
		fmt.Sprintf("%.1f times (%.2f ms, bare %.2f ms)", ratio(floor, console), ms(console), ms(floor))}, err
}

func pageThroughput(b *bench) (row, error) {
	c, _, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	people := make([]*person, 8)
	for i := range people {
		if people[i], err = c.signIn("alice", "wonderland"); err != nil {
			return row{}, err
		}
	}
	var ratios, rates []float64
	for range 5 {
		console, err := rate(len(people), func(i int) error { return page(people[i], "/c/main/tree"+pagePath)() })
		if err != nil {
			return row{}, err
		}
		floor, err := rate(32, func(int) error { return b.barePage() })
		if err != nil {
			return row{}, err
		}
		ratios, rates = append(ratios, console/floor), append(rates, console)
	}
	slices.Sort(ratios)
	slices.Sort(rates)
	return row{"the same, pages a second from 8 clients", "the same reads on the bare library with 32 goroutines, no HTTP", "at least as many",
		fmt.Sprintf("%.2f times (%.0f pages a second)", ratios[2], rates[2])}, nil
}

// rate returns how many times per second the given number of clients can do what.
func rate(clients int, what func(client int) error) (float64, error) {
	const span = 2 * time.Second
	var done atomic.Int64
	var failed atomic.Value
	var all sync.WaitGroup
	begin := time.Now()
	for i := range clients {
		all.Go(func() {
			for time.Since(begin) < span {
				if err := what(i); err != nil {
					failed.Store(err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	err, _ := failed.Load().(error)
	return float64(done.Load()) / time.Since(begin).Seconds(), err
}

// touch changes a list of children and changes it back, so that caches of the console and the
// server are invalid.
func (b *bench) touch(parent string) error {
	name, err := b.floor.Create(parent+"/touch", nil, 0, openACL)
	if err != nil {
		return err
	}
	return b.floor.Delete(name, -1)
}

// afterTouch returns a func that measures what after touching the list of many children.
func (b *bench) afterTouch(what func() error) func() (time.Duration, error) {
	return func() (time.Duration, error) {
		if err := b.touch(manyPath); err != nil {
			return 0, err
		}
		return timed(what)()
	}
}

func (b *bench) bareSorted() error {
	names, _, err := b.floor.Children(manyPath)
	slices.Sort(names)
	return err
}

func firstPageOfMany(b *bench) (row, error) {
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	show := page(p, "/c/main/tree"+manyPath)
	for range 3 {
		if err := firstError(show(), b.bareSorted()); err != nil {
			return row{}, err
		}
	}
	console, floor, err := medians(21, b.afterTouch(show), b.afterTouch(b.bareSorted))
	return row{"first page of 100,000 children", "bare Children call plus sort", "at most 1.5 times its time",
		fmt.Sprintf("%.2f times (%.0f ms, bare %.0f ms)", ratio(console, floor), ms(console), ms(floor))}, err
}

func laterPageOfMany(b *bench) (row, error) {
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	first := b.afterTouch(page(p, "/c/main/tree"+manyPath))
	cursor, err := nextCursor(p, manyPath)
	if err != nil {
		return row{}, err
	}
	one, other, err := medians(21, first, timed(page(p, "/c/main/tree"+manyPath+"?after="+cursor)))
	return row{"later pages of it", "first page", "at most a tenth",
		fmt.Sprintf("%.2f of it (%.1f ms, first %.0f ms)", ratio(other, one), ms(other), ms(one))}, err
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
