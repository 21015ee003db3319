package guard

import (
	"sync"

	"zkweb/zkconn/history"
)

// maxKnown is of how many ZooKeeper sessions it is remembered whose they are.
const maxKnown = 100_000

// known remembers whose the console's own ZooKeeper sessions are. Each belongs to one
// set of credentials.
type known struct {
	mu   sync.Mutex
	all  map[sessionKey]string
	keys []sessionKey // in the order in which they came; a ring once it is full
	next int
}

type sessionKey struct {
	cluster string
	session int64
}

// Owned remembers that a ZooKeeper session of the console is somebody's.
func (r Rules) Owned(cluster string, session int64, user string) {
	k, key := r.known, sessionKey{cluster, session}
	if k == nil || user == "" || session == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all == nil {
		k.all = map[sessionKey]string{}
	}
	if _, there := k.all[key]; !there && len(k.keys) < maxKnown {
		k.keys = append(k.keys, key)
	} else if !there {
		delete(k.all, k.keys[k.next])
		k.keys[k.next] = key
		k.next = (k.next + 1) % maxKnown
	}
	k.all[key] = user
}

func (k *known) owner(cluster string, session int64) string {
	if k == nil {
		return ""
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all[sessionKey{cluster, session}]
}

// How it is known who made a change.
const (
	SureConsole = "console" // it was made through this console
	SureSession = "session" // nothing but the session is known
)

// Who returns who made a change, as far as that is known, and how: a user name, a
// ZooKeeper identity, an address, or "" where only the session is known.
func (p *Past) Who(session int64, by history.Client) (who, sure string) {
	if user := p.rules.known.owner(p.Cluster(), session); user != "" {
		return user, SureConsole
	}
	switch {
	case by.Who != "":
		return by.Who, by.Sure
	case by.Address != "":
		return by.Address, by.Sure
	}
	return "", SureSession
}
