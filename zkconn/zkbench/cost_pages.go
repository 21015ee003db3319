package main

import (
	"fmt"
	"strings"
	"time"
)

const (
	rateSpan   = 1500 * time.Millisecond
	rateRounds = 5
)

var underWay = []int{1, 8, 64}

// against measures a page's rate with 1, 8 and 64 clients as a share of the raw floor's rate with
// as many pages under way. next returns the pages of each crew.
func (b *bench) against(accept, floorPath string, next func(clients int) func(client, page int) string) (string, error) {
	c, p, err := b.visit()
	if err != nil {
		return "", err
	}
	defer c.stop()
	raw, err := openFloor(b.server.Addr())
	if err != nil {
		return "", err
	}
	defer raw.close()
	reads, err := b.pageFloor(floorPath)
	if err != nil {
		return "", err
	}
	shares, rates := make([]string, len(underWay)), make([]string, len(underWay))
	for i, clients := range underWay {
		share, rate, err := b.share(p, raw, reads, clients, accept, next(clients))
		if err != nil {
			return "", err
		}
		shares[i], rates[i] = fmt.Sprintf("%.0f", 100*share), fmt.Sprintf("%.0f", rate)
	}
	return fmt.Sprintf("%s %% (%s pages a second)", strings.Join(shares, " / "), strings.Join(rates, " / ")), nil
}

func (b *bench) share(p *person, raw *floor, reads floorPage, clients int, accept string, next func(int, int) string) (share, pages float64, err error) {
	all, err := p.crew(clients, accept)
	if err != nil {
		return 0, 0, err
	}
	defer all.close()
	var shares, rates []float64
	for range rateRounds {
		floor, err := raw.rate(reads, clients, rateSpan)
		if err != nil {
			return 0, 0, err
		}
		console, err := all.rate(rateSpan, next)
		if err != nil {
			return 0, 0, err
		}
		shares, rates = append(shares, console/floor), append(rates, console)
	}
	return median(shares), median(rates), nil
}

const floorReads = "the same reads in two trips on a raw socket, no HTTP"

func seen(path string) func(int) func(int, int) string {
	return func(int) func(int, int) string { return same("/c/main/tree" + path) }
}

func pageAgainstFloor(b *bench) (row, error) {
	measured, err := b.against(asHTML, costPath, seen(costPath))
	return row{"page of a znode with 930 bytes, 50 children, its ACL and the sidebar, HTML, gzip, seen before; 1 / 8 / 64 clients", floorReads, "at least 50 % of its rate", measured}, err
}

func jsonAgainstFloor(b *bench) (row, error) {
	measured, err := b.against(asJSON, costPath, seen(costPath))
	return row{"its JSON; 1 / 8 / 64 clients", floorReads, "at least 60 % of its rate", measured}, err
}

// coldAgainstFloor shows each page once. The crews share the pages among them.
func coldAgainstFloor(b *bench) (row, error) {
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
	reads, err := b.pageFloor(coldPage(0))
	if err != nil {
		return row{}, err
	}
	each := coldMany / len(underWay)
	var shares []string
	for i, clients := range underWay {
		share, err := coldShare(p, raw, reads, clients, i*each, each)
		if err != nil {
			return row{}, err
		}
		shares = append(shares, fmt.Sprintf("%.0f", 100*share))
	}
	return row{"the same page, never seen before; 1 / 8 / 64 clients", floorReads, "at least 25 % of its rate", strings.Join(shares, " / ") + " %"}, nil
}

// coldShare shows number pages from first on, once each, and returns the share of the floor's rate.
func coldShare(p *person, raw *floor, reads floorPage, clients, first, number int) (float64, error) {
	all, err := p.crew(clients, asHTML)
	if err != nil {
		return 0, err
	}
	defer all.close()
	floor, err := raw.rate(reads, clients, rateSpan)
	if err != nil {
		return 0, err
	}
	rate, err := all.rate(time.Minute, func(client, page int) string {
		if n := page*clients + client; n < number {
			return "/c/main/tree" + coldPage(first+n)
		}
		return ""
	})
	return rate / floor, err
}

// timesOf returns the median times of two pages, requested alternately by one client.
func (b *bench) timesOf(flags []string, first, second, firstAccept, secondAccept string) (one, two time.Duration, err error) {
	c, p, err := b.visit(flags...)
	if err != nil {
		return 0, 0, err
	}
	defer c.stop()
	a, err := p.lean(firstAccept)
	if err != nil {
		return 0, 0, err
	}
	defer a.close()
	z, err := p.lean(secondAccept)
	if err != nil {
		return 0, 0, err
	}
	defer z.close()
	for range 5 {
		if err := firstError(a.get(first), z.get(second)); err != nil {
			return 0, 0, err
		}
	}
	return medians(101, timed(func() error { return a.get(first) }), timed(func() error { return z.get(second) }))
}

func leafPage(b *bench) (row, error) {
	path := "/c/main/tree" + leafPath
	html, json, err := b.timesOf(nil, path, path, asHTML, asJSON)
	return row{"page of a leaf, HTML", "its JSON", "at most 2 times its time",
		fmt.Sprintf("%.1f times (%.2f ms, JSON %.2f ms)", ratio(html, json), ms(html), ms(json))}, err
}

func deepPage(b *bench) (row, error) {
	deep, shallow, err := b.timesOf(nil, "/c/main/tree"+deepPath(50), "/c/main/tree"+deepPath(3), asHTML, asHTML)
	return row{"page 50 levels deep", "3 levels deep", "at most 1.3 times its time",
		fmt.Sprintf("%.1f times (%.2f ms, 3 levels %.2f ms)", ratio(deep, shallow), ms(deep), ms(shallow))}, err
}
