package audit

import (
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	purseTime = time.Minute
	purseSize = 60     // looks of one payer on record in purseTime
	maxPayers = 10_000 // beyond, people share one purse for each event
)

// payer has one purse: a person, or an address where nobody vouches for the name,
// for one event and outcome.
type payer struct {
	user, address, cluster string
	verified               bool
	event                  Event
	outcome                Outcome
}

// payerOf returns the payer of an entry. Anybody may choose the name of a refused
// sign-in, so it does not count.
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

// purse bounds what people's looks, refusals and exports cost, so that nobody fills the
// disk with them or washes others' entries out. What is beyond is counted.
type purse struct {
	now func() time.Time

	mu    sync.Mutex
	spent map[payer]*spending
}

// spending counts what a payer has had on record since a time.
type spending struct {
	since  time.Time
	count  int
	folded int
	like   Entry // the newest that was folded
}

func newPurse() *purse { return &purse{now: time.Now, spent: make(map[payer]*spending)} }

// pays reports whether an entry is recorded by itself; else it is counted.
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

// due ends the minutes that are over, or all of them, and returns an entry for
// each that had more than was recorded.
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

// more returns the entry that stands for those that were folded.
func (s *spending) more() Entry {
	like := s.like
	return Entry{
		Event: like.Event, Outcome: like.Outcome, User: like.User, Verified: like.Verified, Role: like.Role,
		Address: like.Address, Cluster: like.Cluster, Identities: like.Identities, ConsoleSession: like.ConsoleSession,
		Code: znode.CodeFolded, Args: znode.Args{"count": strconv.Itoa(s.folded), "since": s.since.UTC().Format(time.RFC3339)},
	}
}
