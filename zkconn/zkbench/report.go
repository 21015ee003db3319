package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
)

const (
	trailEntries = 10_000_000
	trailMonth   = 30 * 24 * time.Hour
)

// monthReport measures the page with the report of a month that has all entries of a large trail,
// by a console that has just started and from a file that is not cached.
func monthReport(b *bench) (row, error) {
	dir := cmp.Or(b.keepTrail, filepath.Join(b.dir, "report"))
	if b.keepTrail == "" {
		defer os.RemoveAll(dir)
	}
	newest, err := fillTrail(dir)
	if err != nil {
		return row{}, err
	}
	if err := leaveMemory(filepath.Join(dir, "audit.db")); err != nil {
		return row{}, err
	}
	c, err := b.startConsole(b.server.Addr(), "--data-dir", dir, "--default-role", "auditor")
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	p, err := c.signIn("alice", "wonderland")
	if err != nil {
		return row{}, err
	}
	span := url.Values{"from": {newest.Add(-trailMonth).UTC().Format(time.RFC3339)}, "to": {newest.Add(time.Hour).UTC().Format(time.RFC3339)}}
	page := timed(func() error { _, err := p.get("/audit/report?" + span.Encode()); return err })
	first, err := page()
	if err != nil {
		return row{}, err
	}
	again, err := page()
	return row{
		job:     fmt.Sprintf("report of a month of %d entries, of a console just started", trailEntries),
		against: "—", goal: "at most 5 s", measured: fmt.Sprintf("%.1f s, again %.1f s", first.Seconds(), again.Seconds()),
	}, err
}

// fillTrail writes the entries of a month, unless they exist, and returns the time of the newest
// change.
func fillTrail(dir string) (newest time.Time, err error) {
	store, err := sqlite.OpenStore(dir)
	if err != nil {
		return time.Time{}, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	last, err := store.Head(context.Background())
	const each = 20_000
	now := time.Now()
	for at := int(last.Seq); at < trailEntries && err == nil; at += each {
		entries := make([]audit.Entry, each)
		for i := range entries {
			entries[i] = trailEntry(at + i)
		}
		left := float64(trailEntries-at) / trailEntries
		records, next, chained := audit.Chain(last, now.Add(-time.Duration(left*float64(trailMonth-24*time.Hour))), entries...)
		err = errors.Join(chained, store.Append(last, records))
		last = next
	}
	if err != nil {
		return time.Time{}, err
	}
	if _, err := audit.ReadKey(dir); err != nil {
		return time.Time{}, err
	}
	page, err := store.Search(context.Background(), audit.Filter{Event: audit.NodeSet}, 0, 1, time.Minute)
	if err != nil || len(page.Entries) == 0 {
		return time.Time{}, errors.Join(err, errors.New("the trail has no changes"))
	}
	return page.Entries[0].Time, nil
}

// trailEntry returns an entry. Most are reads, one in twenty is a change, and one in a thousand
// each is a refusal, a reveal or a sign-in.
func trailEntry(i int) audit.Entry {
	entry := audit.Entry{
		Event: audit.NodeRead, Outcome: audit.OK, User: fmt.Sprintf("person-%d", i%200), Verified: true, Role: "editor", Address: "192.0.2.7", Cluster: "main",
		Path:       fmt.Sprintf("/service-%d/node-%d/item-%d", i%20, i%1000, i%50),
		Identities: []string{"digest:person"}, ConsoleSession: "5f3a9c01", Session: "0x100000000000001", RequestID: fmt.Sprintf("%016x", i),
	}
	switch {
	case i%1000 == 1:
		entry.Outcome, entry.Code = audit.Denied, "outside_paths"
	case i%1000 == 2:
		entry.Event = audit.NodeReveal
	case i%1000 == 3:
		entry.Event, entry.Path = audit.SignIn, ""
	case i%20 == 0:
		entry.Event = audit.NodeSet
	}
	return entry
}
