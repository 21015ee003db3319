package health

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"
)

// The file of samples is written every saveEvery, and is no longer than maxSaved.
const (
	saveEvery = 5 * time.Minute
	maxSaved  = 64 << 20
	keepFor   = samples * sampleEvery
)

// saved is what is kept of a cluster: the samples of servers, by address, and what is high of
// znodes, by path.
type saved struct {
	Servers   map[string][]Sample `json:"servers"`
	Sequences map[string]int64    `json:"sequences,omitempty"`
	Lists     map[string]List     `json:"lists,omitempty"`
}

// Restore takes the samples of the last hours, and what was high of znodes, out of a file,
// which need not be there, and lets Run keep them there.
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
	var before map[string]saved // by the cluster's name
	if err := json.Unmarshal(text, &before); err != nil {
		return err
	}
	for name, c := range p.clusters {
		c.restore(p, before[name])
	}
	return nil
}

// restore takes what is of the last hours, and what is high by the thresholds of now.
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

// restore takes those samples that are of the last hours, in order.
func (h *history) restore(before []Sample, now time.Time) {
	for _, s := range before {
		if s.At.After(now.Add(-keepFor)) && !s.At.After(now) {
			h.add(s)
		}
	}
}

// keepSamples writes the file again and again until ctx ends, and then once more.
func (p *Poller) keepSamples(ctx context.Context) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		_ = p.save() // what is drawn is no reason to stop: the next time may succeed
	}
}

// save writes what is kept in the place of what was before.
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
