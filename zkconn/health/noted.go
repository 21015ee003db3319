package health

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"zkweb/zkconn/znode"
)

// The bounds of what is kept about the znodes of a cluster.
const (
	MaxQuotas = 2000 // up to four for a znode
	maxHigh   = 100  // of counters, and of lists
)

// Quota is one limit of a znode's quota, and how much of it is used.
type Quota struct {
	Path        string
	Of          string // "count" (znodes) or "bytes"
	Used, Limit int64
}

// List is the length of the answer that lists a znode's children, counted as jute.maxbuffer counts
// it.
type List struct {
	Bytes    int64 `json:"bytes"`
	Children int64 `json:"children"`
}

// noted holds what callers have reported about a cluster's znodes.
type noted struct {
	surveyed bool     // whether quotas were reported
	members  []Member // of the ensemble, from /zookeeper/config
	quotas   []Quota
	counters highest // by path, the number of the next sequential child
	lists    highest // by path, the bytes of the list of children, and their number
}

// highest holds the highest numbers, by path, up to maxHigh of them.
type highest map[string]high

type high struct{ value, of int64 }

// NoteQuotas replaces the known quotas of a cluster.
func (p *Poller) NoteQuotas(cluster string, quotas []Quota) {
	c := p.clusters[cluster]
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noted.surveyed, c.noted.quotas = true, quotas[:min(len(quotas), MaxQuotas)]
	c.publish(p)
}

// NoteEnsemble takes the configuration in /zookeeper/config. Its members count if no server tells
// them.
func (p *Poller) NoteEnsemble(cluster, config string) {
	c := p.clusters[cluster]
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, c.noted.members = parseConf(config)
	c.publish(p)
}

// NoteSequence takes the number that the next sequential child of a znode will get. If it is above
// the threshold, it is kept until a lower one is reported.
func (p *Poller) NoteSequence(cluster, path string, next int64) {
	p.note(cluster, path, func(n *noted) *highest { return &n.counters }, high{value: next}, p.isHighSequence(next))
}

// NoteList takes the length of the list of a znode's children. If it is above the threshold, it is
// kept until a shorter one is reported.
func (p *Poller) NoteList(cluster, path string, list List) {
	p.note(cluster, path, func(n *noted) *highest { return &n.lists }, high{list.Bytes, list.Children}, p.isHighList(list))
}

func (p *Poller) isHighSequence(next int64) bool {
	return part(float64(next), znode.MaxSequence) > p.options.Thresholds[SequencePart]
}

func (p *Poller) isHighList(list List) bool {
	return part(float64(list.Bytes), znode.UsualBuffer) > p.options.Thresholds[AnswerPart]
}

func (p *Poller) note(cluster, path string, of func(*noted) *highest, now high, isHigh bool) {
	c := p.clusters[cluster]
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := of(&c.noted)
	before, known := (*kept)[path]
	switch {
	case !isHigh && !known, isHigh && before == now:
		return
	case !isHigh:
		delete(*kept, path)
	case !kept.keep(path, now):
		return
	}
	c.publish(p)
}

// Sequences returns the paths of a cluster for which sequence numbers are kept.
func (p *Poller) Sequences(cluster string) (paths []string) {
	return slices.Collect(maps.Keys(p.kept(cluster).counters))
}

// Lists returns the lists of children that are kept for a cluster, by path.
func (p *Poller) Lists(cluster string) map[string]List {
	lists := map[string]List{}
	for path, list := range p.kept(cluster).lists {
		lists[path] = List{list.value, list.of}
	}
	return lists
}

// kept returns a copy of the counters and lists that are kept for a cluster.
func (p *Poller) kept(cluster string) noted {
	c := p.clusters[cluster]
	if c == nil {
		return noted{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return noted{counters: maps.Clone(c.noted.counters), lists: maps.Clone(c.noted.lists)}
}

// keep stores a number, in place of the lowest one if there are too many. It returns false if the
// number itself is the lowest.
func (h *highest) keep(path string, now high) bool {
	if *h == nil {
		*h = highest{}
	}
	if _, known := (*h)[path]; !known && len(*h) == maxHigh {
		least, at := int64(math.MaxInt64), ""
		for other, each := range *h {
			if each.value < least {
				least, at = each.value, other
			}
		}
		if now.value <= least {
			return false
		}
		delete(*h, at)
	}
	(*h)[path] = now
	return true
}

// znodes adds findings about znodes: one for each path with a quota, by the limit that is nearest,
// and one for each counter and list that is kept.
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
		percent := part(float64(next.value), znode.MaxSequence)
		j.addOf(path, SequenceNear, "next", strconv.FormatInt(next.value, 10), "max", strconv.Itoa(znode.MaxSequence), "percent", whole(math.Floor(percent)))
	}
	for path, list := range seen.lists {
		percent := part(float64(list.value), znode.UsualBuffer)
		j.addOf(path, ListLarge, "children", strconv.FormatInt(list.of, 10), "bytes", strconv.FormatInt(list.value, 10), "max", strconv.Itoa(znode.UsualBuffer), "percent", whole(math.Floor(percent)))
	}
}

// percent returns how much of the limit is used; at least 100 if the limit is 0.
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
