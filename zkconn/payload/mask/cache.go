package mask

import (
	"container/list"
	"crypto/sha256"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

const (
	cacheBudget = 32 << 20    // bytes of masked data that are kept
	entryBytes  = 1 << 10     // overhead of an entry in bytes, besides its data
	retrySlow   = time.Minute // how long data that took too long is not tried again
)

// cache holds what was recently masked, and what was read in data that is not masked, so that
// neither is done twice. All people who see the same data share it. Its keys include a hash of the
// data, which is read again for each page, so that neither an outdated version nor another
// cluster's data can be returned.
type cache struct {
	mu     sync.Mutex
	budget int
	used   int
	order  *list.List // of *cached, the most recently used in front
	kept   map[cacheKey]*list.Element
}

type cacheKey struct {
	chroot, path znode.Path
	data         [sha256.Size]byte
	limit        int
	open         bool // nothing is masked
}

type cached struct {
	key    cacheKey
	masked Masked
	cost   int
	made   int       // part of cost: the size of masked.made
	until  time.Time // zero if the entry does not expire
}

func newCache(budget int) *cache {
	return &cache{budget: budget, order: list.New(), kept: map[cacheKey]*list.Element{}}
}

func keyOf(chroot, path znode.Path, data []byte, limit int) cacheKey {
	if len(data) <= limit {
		limit = 0 // the result is the same
	}
	return cacheKey{chroot: chroot, path: path, data: sha256.Sum256(data), limit: limit}
}

func (c *cache) get(key cacheKey) (Masked, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element := c.kept[key]
	if element == nil {
		return Masked{}, false
	}
	found := element.Value.(*cached)
	if !found.until.IsZero() && time.Now().After(found.until) {
		c.remove(element)
		return Masked{}, false
	}
	c.order.MoveToFront(element)
	masked := found.masked
	masked.keep = func(made any, size int) { c.keep(element, made, size) }
	return masked, true
}

// keep sets what was made of the data of an entry, and replaces what was there.
func (c *cache) keep(element *list.Element, made any, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	of := element.Value.(*cached)
	if c.kept[of.key] != element { // removed since
		return
	}
	c.used += size - of.made
	of.cost += size - of.made
	of.masked.made, of.made = made, size
	c.forget()
}

func (c *cache) put(key cacheKey, masked Masked) {
	cost := entryBytes + masked.reading.Compact() + len(key.path.String())
	masked.Data = masked.reading.Data
	added := &cached{key: key, masked: masked, cost: cost}
	if masked.Slow {
		added.until = time.Now().Add(retrySlow)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept[key] != nil || added.cost > c.budget {
		return
	}
	c.kept[key] = c.order.PushFront(added)
	c.used += added.cost
	c.forget()
}

// forget removes the least recently used entries until the others fit into the budget.
func (c *cache) forget() {
	for c.used > c.budget {
		c.remove(c.order.Back())
	}
}

func (c *cache) remove(element *list.Element) {
	old := c.order.Remove(element).(*cached)
	delete(c.kept, old.key)
	c.used -= old.cost
}
