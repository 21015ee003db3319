package audit

import (
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	purseTime = time.Minute
	purseSize = 60     // looks of one payer that are recorded in purseTime
	maxPayers = 10_000 // beyond that, people share one purse for each event
)

// payer is who shares a purse: a person, or an address if nobody has verified the name, for one
// event and outcome.
type payer struct {
	user, address, cluster string
	verified               bool
	event                  Event
	outcome                Outcome
}

// payerOf returns the payer of an entry. It ignores the name in a refused sign-in, which anybody
// may choose.
func payerOf(e Entry) payer {
	p := payer{user: e.User, address: e.Address, cluster: e.Cluster, verified: e.Verified, event: e.Event, outcome: e.Outcome}
	switch {
	case e.Verified:
		p.address = ""
	case e.Event == SignIn:
		p.user = ""
	}
	return p
}

// purse bounds how many entries people's looks, refusals and exports make, so that nobody can fill
// the disk, or push others' entries out. What is beyond the bound is counted.
type purse struct {
	now func() time.Time

	mu    sync.Mutex
	spent map[payer]*spending
}

// spending counts the entries of a payer since a time.
type spending struct {
	since  time.Time
	count  int
	folded int
	like   Entry // the newest entry that was only counted
}

func newPurse() *purse { return &purse{now: time.Now, spent: make(map[payer]*spending)} }

// pays reports whether an entry is recorded; otherwise it is counted.
func (p *purse) pays(entry Entry) bool {
	key := payerOf(entry)
	p.mu.Lock()
	defer p.mu.Unlock()
	s, known := p.spent[key]
	if !known && len(p.spent) >= maxPayers {
		key = payer{event: entry.Event}
		entry.User, entry.Verified, entry.Role, entry.Address, entry.Cluster = "", false, "", "", ""
		s, known = p.spent[key]
	}
	if !known {
		s = &spending{since: p.now()}
		p.spent[key] = s
	}
	if s.count < purseSize {
		s.count++
		return true
	}
	s.folded++
	s.like = entry
	return false
}

// due ends the minutes that are over, or all if all is true, and returns an entry for each payer
// with more than was recorded.
func (p *purse) due(all bool) []Entry {
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	var entries []Entry
	for key, s := range p.spent {
		if !all && now.Sub(s.since) < purseTime {
			continue
		}
		delete(p.spent, key)
		if s.folded > 0 {
			entries = append(entries, s.more())
		}
	}
	return entries
}

// more returns the entry for those that were only counted.
func (s *spending) more() Entry {
	like := s.like
	return Entry{
		Event: like.Event, Outcome: like.Outcome, User: like.User, Verified: like.Verified, Role: like.Role,
		Address: like.Address, Cluster: like.Cluster, Identities: like.Identities, ConsoleSession: like.ConsoleSession,
		Code: znode.CodeFolded, Args: znode.Args{"count": strconv.Itoa(s.folded), "since": s.since.UTC().Format(time.RFC3339)},
	}
}
