package health

import (
	"math"
	"strconv"

	"zkweb/zkconn/znode"
)

// The bounds of what is noted of znodes of a cluster.
const (
	MaxQuotas   = 2000 // each znode has up to four
	maxCounters = 100
)

// Quota is a limit of a znode's quota and what of it is used.
type Quota struct {
	Path        string
	Of          string // "count", of znodes, or "bytes"
	Used, Limit int64
}

// noted is what was seen of znodes.
type noted struct {
	quotas   []Quota
	counters map[string]int64 // the number of the next sequential child, where it is high
}

// NoteQuotas takes the quotas of a cluster, instead of those that it had.
func (p *Poller) NoteQuotas(cluster string, quotas []Quota) {
	c := p.clusters[cluster]
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noted.quotas = quotas[:min(len(quotas), MaxQuotas)]
	c.publish(p)
}

// NoteSequence takes the number that the next sequential child of a znode gets: where it
// is high it is kept until it is noted lower, the highest of a cluster.
func (p *Poller) NoteSequence(cluster, path string, next int64) {
	c := p.clusters[cluster]
	if c == nil {
		return
	}
	high := part(float64(next), znode.MaxSequence) > p.options.Thresholds[SequencePart]
	c.mu.Lock()
	defer c.mu.Unlock()
	before, known := c.noted.counters[path]
	switch {
	case !high && !known, high && before == next:
		return
	case !high:
		delete(c.noted.counters, path)
	case !c.noted.keep(path, next):
		return
	}
	c.publish(p)
}

// Sequences are the paths of a cluster whose sequence numbers are kept.
func (p *Poller) Sequences(cluster string) (paths []string) {
	c := p.clusters[cluster]
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for path := range c.noted.counters {
		paths = append(paths, path)
	}
	return paths
}

// keep takes a counter, for the lowest where there are too many; false where it is the
// lowest itself.
func (n *noted) keep(path string, next int64) bool {
	if n.counters == nil {
		n.counters = map[string]int64{}
	}
	if _, known := n.counters[path]; !known && len(n.counters) == maxCounters {
		least, at := int64(math.MaxInt64), ""
		for other, value := range n.counters {
			if value < least {
				least, at = value, other
			}
		}
		if next <= least {
			return false
		}
		delete(n.counters, at)
	}
	n.counters[path] = next
	return true
}

// znodes judges what was seen of znodes: each quota by the limit that is nearest.
func (j *judgement) znodes(seen noted) {
	worst := map[string]Quota{}
	for _, q := range seen.quotas {
		if before, known := worst[q.Path]; q.percent() > j.thresholds[QuotaPart] && (!known || q.percent() > before.percent()) {
			worst[q.Path] = q
		}
	}
	for path, q := range worst {
		j.addOf(path, QuotaNear, "of", q.Of, "used", strconv.FormatInt(q.Used, 10), "limit", strconv.FormatInt(q.Limit, 10), "percent", whole(math.Floor(q.percent())))
	}
	for path, next := range seen.counters {
		percent := part(float64(next), znode.MaxSequence)
		j.addOf(path, SequenceNear, "next", strconv.FormatInt(next, 10), "max", strconv.Itoa(znode.MaxSequence), "percent", whole(math.Floor(percent)))
	}
}

// percent is how much of the limit is used; where nothing is allowed, all or more.
func (q Quota) percent() float64 {
	if q.Limit == 0 && q.Used > 0 {
		return 100
	}
	return part(float64(q.Used), float64(q.Limit))
}

// addOf adds a finding about a znode.
func (j *judgement) addOf(path string, code Code, args ...string) {
	j.add(code, Warning, "", append(args, PathArg, path)...)
	j.found[len(j.found)-1].Path = path
}
