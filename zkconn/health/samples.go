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

// saved are the samples of servers, by the cluster's name and the server's address.
type saved map[string]map[string][]Sample

// Restore takes the samples of the last hours out of a file, which need not be there, and
// lets Run keep them there.
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
	var before saved
	if err := json.Unmarshal(text, &before); err != nil {
		return err
	}
	for name, c := range p.clusters {
		for _, server := range c.servers {
			c.mu.Lock()
			server.history.restore(before[name][server.address()], time.Now())
			c.mu.Unlock()
		}
	}
	return nil
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

// save writes the samples in the place of those before.
func (p *Poller) save() error {
	now := saved{}
	for name, c := range p.clusters {
		now[name] = map[string][]Sample{}
		for i, all := range p.History(name) {
			now[name][c.cluster.Servers[i]] = all
		}
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
