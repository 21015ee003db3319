package health

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"zkweb/zkconn/znode"
)

// The bounds of what is noted of znodes of a cluster.
const (
	MaxQuotas = 2000 // each znode has up to four
	maxHigh   = 100  // counters, and lists
)

// Quota is a limit of a znode's quota and what of it is used.
type Quota struct {
	Path        string
	Of          string // "count", of znodes, or "bytes"
	Used, Limit int64
}

// List is how long the answer is that lists a znode's children, by what jute.maxbuffer counts.
type List struct {
	Bytes    int64 `json:"bytes"`
	Children int64 `json:"children"`
}

// noted is what was seen of znodes.
type noted struct {
	surveyed bool     // its quotas were looked at
	members  []Member // of the ensemble
	quotas   []Quota
	counters highest // the number of the next sequential child
	lists    highest // the bytes of the list of children, of so many children
}

// highest are high numbers of znodes, by path.
type highest map[string]high

type high struct{ value, of int64 }

// NoteQuotas replaces the quotas that are known of a cluster.
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

// NoteEnsemble takes the configuration that an ensemble keeps as a znode: whose members count
// where no server tells them.
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

// NoteSequence takes the number that the next sequential child of a znode gets: where it
// is high it is kept until it is noted lower, the highest of a cluster.
func (p *Poller) NoteSequence(cluster, path string, next int64) {
	p.note(cluster, path, func(n *noted) *highest { return &n.counters }, high{value: next}, p.isHighSequence(next))
}

// NoteList takes how long the list of a znode's children is, and keeps it likewise.
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

// Sequences returns the paths of a cluster whose sequence numbers are kept.
func (p *Poller) Sequences(cluster string) (paths []string) {
	return slices.Collect(maps.Keys(p.kept(cluster).counters))
}

// Lists returns the lists of children of a cluster that are kept, by path.
func (p *Poller) Lists(cluster string) map[string]List {
	lists := map[string]List{}
	for path, list := range p.kept(cluster).lists {
		lists[path] = List{list.value, list.of}
	}
	return lists
}

// kept returns a copy of what is kept while it is high.
func (p *Poller) kept(cluster string) noted {
	c := p.clusters[cluster]
	if c == nil {
		return noted{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return noted{counters: maps.Clone(c.noted.counters), lists: maps.Clone(c.noted.lists)}
}

// keep takes a number, for the lowest where there are too many; false where it is the
// lowest itself.
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

// znodes judges what was seen of znodes: each quota by the limit that is nearest, and all
// that is kept as it is high.
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

// percent returns how much of the limit is used; where nothing is allowed, all or more.
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
