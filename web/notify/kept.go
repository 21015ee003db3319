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

// Findings that were reported as opened are kept over a restart. One that is not found again within
// recheck of the start is closed, but not before what it is judged by was looked at.
const (
	recheck = 10 * time.Minute
	maxKept = 16 << 20 // the maximum size of the file, in bytes
)

// kept is a finding that was reported as opened and not yet as closed.
type kept struct {
	Cluster  string  `json:"cluster"`
	Finding  string  `json:"finding"` // the Key of the finding
	Message  Message `json:"message"`
	Silenced bool    `json:"silenced,omitempty"` // whether it is to be reported again when its silence ends
}

// Known reports whether a server, or the cluster if server is "", has been checked since the start
// for findings with this code.
type Known func(cluster string, code health.Code, server string) bool

// Restore reads from a file which findings an earlier notifier reported as opened, and makes Run
// keep the file up to date. The file need not exist. Findings that are found again are not reported
// again; the others are reported as closed once known allows.
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

// closeUnseen queues the closing of the findings that an earlier notifier reported and that were
// not found again.
func (n *Notifier) closeUnseen(now time.Time) {
	if now.Before(n.recheckAt) {
		return
	}
	n.mu.Lock()
	unseen := slices.Clone(n.before)
	n.mu.Unlock()
	unseen = slices.DeleteFunc(unseen, func(q queued) bool { // without the mutex, since known may wait for Changed
		return !n.known(q.cluster, health.Code(q.message.Code), q.message.Args["server"])
	})
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, closed := range unseen {
		if indexOf(n.before, closed) < 0 {
			continue // found in the meantime
		}
		n.before = slices.DeleteFunc(n.before, closed.is)
		closed.message.Event, closed.message.At = "closed", now.UTC()
		n.add(closed)
	}
}

// keep writes the open findings to the file if they have changed.
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

// all returns the findings that were reported as opened, including those with a message in the
// queue.
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
