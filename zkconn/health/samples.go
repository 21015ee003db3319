package health

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"
)

// The file of samples is written every saveEvery, and has at most maxSaved bytes.
const (
	saveEvery = 5 * time.Minute
	maxSaved  = 64 << 20
	keepFor   = samples * sampleEvery
)

// saved is what is kept of a cluster: the samples of its servers by address, and the counters and
// lists of its znodes by path.
type saved struct {
	Servers   map[string][]Sample `json:"servers"`
	Sequences map[string]int64    `json:"sequences,omitempty"`
	Lists     map[string]List     `json:"lists,omitempty"`
}

// Restore reads the samples of the last hours, and counters and lists of znodes, from a file. The
// file need not exist. From then on, Run writes them there.
func (p *Poller) Restore(file string) error {
	p.file = file
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Size() > maxSaved {
		return errors.New("it is longer than a file of samples gets")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var before map[string]saved // by the name of the cluster
	if err := json.Unmarshal(text, &before); err != nil {
		return err
	}
	for name, c := range p.clusters {
		c.restore(p, before[name])
	}
	return nil
}

// restore takes the samples of the last hours, and the counters and lists that are above today's
// thresholds.
func (c *polled) restore(p *Poller, before saved) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, server := range c.servers {
		server.history.restore(before.Servers[server.address()], time.Now())
	}
	for path, next := range before.Sequences {
		if p.isHighSequence(next) {
			c.noted.counters.keep(path, high{value: next})
		}
	}
	for path, list := range before.Lists {
		if p.isHighList(list) {
			c.noted.lists.keep(path, high{list.Bytes, list.Children})
		}
	}
}

// restore takes the samples of the last hours, in order.
func (h *history) restore(before []Sample, now time.Time) {
	for _, s := range before {
		if s.At.After(now.Add(-keepFor)) && !s.At.After(now) {
			h.add(s)
		}
	}
}

// keepSamples writes the file periodically until ctx is done, and then once more.
func (p *Poller) keepSamples(ctx context.Context) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		_ = p.save() // plots are no reason to stop; the next attempt may succeed
	}
}

// save replaces the file.
func (p *Poller) save() error {
	now := map[string]saved{}
	for name, c := range p.clusters {
		of := saved{Servers: map[string][]Sample{}, Sequences: map[string]int64{}, Lists: p.Lists(name)}
		for i, all := range p.History(name) {
			of.Servers[c.cluster.Servers[i]] = all
		}
		for path, next := range p.kept(name).counters {
			of.Sequences[path] = next.value
		}
		now[name] = of
	}
	text, err := json.Marshal(now)
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.file+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(p.file+".new", p.file)
}
