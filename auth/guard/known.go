package guard

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/history"
)

const (
	maxKnown     = 100_000 // ZooKeeper sessions whose person is remembered
	maxRecalled  = 20_000  // entries of each event that are read from the trail for it
	recallWithin = 2 * time.Second
)

// known remembers the persons of the console's own ZooKeeper sessions. Each session belongs to one
// set of credentials.
type known struct {
	mu     sync.Mutex
	all    map[sessionKey]string
	keys   []sessionKey // in the order in which they were added; a ring once it is full
	next   int
	since  map[string]time.Time // by cluster: the time from which on all are known; none before the trail was read
	recall sync.Mutex           // held while the trail is read
}

type sessionKey struct {
	cluster string
	session int64
}

// Owned records that a ZooKeeper session of the console belongs to user; "" means nobody with a
// name.
func (r Rules) Owned(cluster string, session int64, user string) {
	k, key := r.known, sessionKey{cluster, session}
	if k == nil || session == 0 {
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

// owner returns the user of a session, and whether the session is the console's.
func (k *known) owner(cluster string, session int64) (user string, own bool) {
	if k == nil {
		return "", false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	user, own = k.all[sessionKey{cluster, session}]
	return user, own
}

// from returns the time from which on all sessions of the console are known; false before the trail
// was read.
func (k *known) from(cluster string) (since time.Time, read bool) {
	if k == nil {
		return time.Time{}, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	since, read = k.since[cluster]
	return since, read
}

// remember is like Owned for a session from before the console started, which replaces no other. It
// reports whether there is room for more.
func (k *known) remember(cluster, session, user string) bool {
	digits, hex := strings.CutPrefix(session, "0x")
	id, err := strconv.ParseUint(digits, 16, 64)
	if !hex || err != nil || id == 0 {
		return true
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.keys) >= maxKnown {
		return false
	}
	key := sessionKey{cluster, int64(id)}
	if _, there := k.all[key]; there {
		return true
	}
	if k.all == nil {
		k.all = map[sessionKey]string{}
	}
	k.all[key], k.keys = user, append(k.keys, key)
	return true
}

// telling are the events whose entries tell the user of a ZooKeeper session that may have changed
// something.
var telling = []audit.Event{audit.SignIn, audit.NodeCreate, audit.NodeSet, audit.NodeDelete, audit.NodeACL, audit.NodeQuota, audit.NodeBatch}

// recallOwners reads from the trail, once, the users of the console's earlier sessions. If the
// trail cannot be read, the next caller tries again.
func (g *Guard) recallOwners(ctx context.Context) {
	k, cluster := g.rules.known, g.Cluster()
	if k == nil || !g.Recorded() {
		return
	}
	k.recall.Lock()
	defer k.recall.Unlock()
	if _, read := k.from(cluster); read {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recallWithin)
	defer cancel()
	first, cut := time.Now(), time.Time{}
	for _, event := range telling {
		oldest, whole, err := g.recallFrom(ctx, event)
		if err != nil && ctx.Err() == nil {
			return
		}
		if !whole && oldest.After(cut) {
			cut = oldest
		}
		if oldest.Before(first) {
			first = oldest
		}
	}
	if cut.After(first) {
		first = cut
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.since == nil {
		k.since = map[string]time.Time{}
	}
	k.since[cluster] = first
}

// recallFrom reads the entries of an event. It returns the time of the oldest one that it has read,
// and whether there are no older ones.
func (g *Guard) recallFrom(ctx context.Context, event audit.Event) (oldest time.Time, whole bool, err error) {
	oldest = time.Now()
	count := 0
	for entry, err := range g.rules.Trail.Entries(ctx, audit.Filter{Event: event, Cluster: g.Cluster()}) {
		if err != nil {
			return oldest, false, err
		}
		if count++; count > maxRecalled || !g.rules.known.remember(entry.Cluster, entry.Session, entry.User) {
			return oldest, false, nil
		}
		oldest = entry.Time
	}
	return oldest, true, nil
}

// Ways in which it is known who made a change.
const (
	SureConsole = "console" // made through this console
	SureSession = "session" // only the session is known
)

// Who returns who made a change, as far as that is known, and how it is known. Who is a user name,
// a ZooKeeper identity, an address, or "" if only the session is known or if it was made through
// the console without a name.
func (p *Past) Who(session int64, by history.Client) (who, sure string) {
	if user, own := p.rules.known.owner(p.Cluster(), session); own {
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

// Where returns the address of a client's session, if Who names somebody.
func (p *Past) Where(session int64, by history.Client) string {
	if who, sure := p.Who(session, by); sure == SureConsole || who == by.Address {
		return ""
	}
	return by.Address
}

// Around reports whether a change is known not to have been made through the console: it was made
// by a client's session, at a time for which the trail has all sessions of the console.
func (p *Past) Around(v Version) bool {
	since, read := p.rules.known.from(p.Cluster())
	_, own := p.rules.known.owner(p.Cluster(), v.Session)
	return read && !own && v.Session != 0 && !time.UnixMilli(v.Time).Before(since)
}
