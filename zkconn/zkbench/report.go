package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
)

// The trail of a year of ten million entries has so many in a month; what is older is
// skipped by an index, block by block, and made shorter here.
const (
	monthEntries = 833_000
	olderEntries = 167_000
)

// monthReport makes the report of a month, as a page.
func monthReport(b *bench) (row, error) {
	dir := filepath.Join(b.dir, "report")
	defer os.RemoveAll(dir)
	if err := fillTrail(dir); err != nil {
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
	took, err := timed(func() error { _, err := p.get("/audit/report"); return err })()
	return row{
		job:     fmt.Sprintf("report of a month of %d entries, in a trail of %d", monthEntries, monthEntries+olderEntries),
		against: "—", goal: "at most 5 s", measured: fmt.Sprintf("%.1f s", took.Seconds()),
	}, err
}

func fillTrail(dir string) error {
	store, err := sqlite.OpenStore(dir)
	if err != nil {
		return err
	}
	var last audit.Link
	const each = 20_000
	now := time.Now()
	for at := 0; at < olderEntries+monthEntries && err == nil; at += each {
		entries := make([]audit.Entry, min(each, olderEntries+monthEntries-at))
		for i := range entries {
			entries[i] = trailEntry(at + i)
		}
		written := now.AddDate(0, 0, -60)
		if at >= olderEntries {
			written = now.Add(-29 * 24 * time.Hour * time.Duration(olderEntries+monthEntries-at) / monthEntries)
		}
		records, next, chained := audit.Chain(last, written, entries...)
		err = errors.Join(chained, store.Append(last, records))
		last = next
	}
	if _, keyErr := audit.ReadKey(dir); keyErr != nil {
		err = errors.Join(err, keyErr)
	}
	return errors.Join(err, store.Close())
}

// trailEntry is mostly a look; one in twenty is a change, one in a thousand a refusal, a
// reveal or a sign-in.
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
