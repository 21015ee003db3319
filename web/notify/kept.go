package notify

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"zkweb/zkconn/health"
)

// The findings that were told to have opened are kept over a restart. One that is not found
// again within recheck of the start is closed; where looking at it takes longer, once it
// has been looked at.
const (
	recheck = 10 * time.Minute
	maxKept = 16 << 20 // bytes of the file
)

// kept is a finding that was told to have opened, and not yet to have closed.
type kept struct {
	Cluster  string  `json:"cluster"`
	Finding  string  `json:"finding"` // its Key
	Message  Message `json:"message"`
	Silenced bool    `json:"silenced,omitempty"` // it is told once more when its silence ends
}

// Known reports whether that was looked at, since the start, by which a finding is judged, of a
// server or, with "", of the cluster.
type Known func(cluster string, code health.Code, server string) bool

// Restore takes what an earlier notifier was telling out of a file, which need not be there,
// and lets Run keep it there: what is found again is not told again, and what is not found
// again is told to have closed, once it is known.
func (n *Notifier) Restore(file string, known Known) error {
	n.file, n.known, n.recheckAt = file, known, time.Now().Add(recheck)
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Size() > maxKept {
		return errors.New("it is longer than such a file gets")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all []kept
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for _, k := range all[max(0, len(all)-maxQueue):] {
		n.before = append(n.before, queued{cluster: k.Cluster, finding: k.Finding, message: k.Message, again: k.Silenced})
	}
	return nil
}

// closeUnseen queues that the findings are closed that an earlier notifier told of and that
// were not found again.
func (n *Notifier) closeUnseen(now time.Time) {
	if now.Before(n.recheckAt) {
		return
	}
	n.mu.Lock()
	unseen := slices.Clone(n.before)
	n.mu.Unlock()
	unseen = slices.DeleteFunc(unseen, func(q queued) bool { // without the mutex: who knows may wait for Changed
		return !n.known(q.cluster, health.Code(q.message.Code), q.message.Args["server"])
	})
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, closed := range unseen {
		if indexOf(n.before, closed) < 0 {
			continue // found meanwhile
		}
		n.before = slices.DeleteFunc(n.before, closed.is)
		closed.message.Event, closed.message.At = "closed", now.UTC()
		n.add(closed)
	}
}

// keep writes what was told into the file, where that is something else than before.
func (n *Notifier) keep() {
	if n.file == "" {
		return
	}
	text, err := json.Marshal(n.all())
	if err != nil || bytes.Equal(text, n.written) {
		return
	}
	n.written = text
	if err = os.WriteFile(n.file+".new", text, 0o600); err == nil {
		err = os.Rename(n.file+".new", n.file)
	}
	if err != nil {
		n.logger.Warn("what was told of findings cannot be kept over a restart", "error", err)
	}
}

// all returns what was told to have opened, whatever waits to be told of it now.
func (n *Notifier) all() []kept {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := []kept{}
	add := func(q queued, silenced bool) {
		all = append(all, kept{q.cluster, q.finding, q.message, silenced})
	}
	for _, q := range n.before {
		add(q, q.again)
	}
	for _, q := range n.told {
		add(q, false)
	}
	for _, q := range n.queue {
		if q.again || q.message.Event == "closed" {
			add(q, q.message.Event == "opened")
		}
	}
	return all
}
