// Package silence keeps which findings about clusters are silenced, for how long and why.
package silence

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"
)

// Most is how many silences are kept. Above it, a new one replaces the one that ends first.
const Most = 500

// Silence is one finding that is silenced.
type Silence struct {
	Cluster string    `json:"cluster"`
	Finding string    `json:"finding"` // health.Finding.Key
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Until   time.Time `json:"until"`
}

// Store keeps silences in a file.
type Store struct {
	file string // "" to keep them in memory only

	changing sync.Mutex // held while a change is written, so that readers do not wait for the disk
	mu       sync.Mutex
	all      []Silence
}

// Open reads the silences in a file, which need not exist; "" for no file. If the file cannot be
// read, Open returns an empty store and an error.
func Open(file string) (*Store, error) {
	s := &Store{file: file}
	if file == "" {
		return s, nil
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s.all)
	}
	if err != nil {
		s.all = nil
	}
	return s, err
}

// Of returns the silence of a finding, if there is one that has not ended.
func (s *Store) Of(cluster, finding string) (Silence, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.index(cluster, finding)
	if at < 0 || !time.Now().Before(s.all[at].Until) {
		return Silence{}, false
	}
	return s.all[at], true
}

func (s *Store) index(cluster, finding string) int {
	return slices.IndexFunc(s.all, func(each Silence) bool { return each.Cluster == cluster && each.Finding == finding })
}

// Set silences a finding, and replaces another silence of it.
func (s *Store) Set(silence Silence) error {
	return s.change(silence.Cluster, silence.Finding, func(all []Silence) []Silence {
		slices.SortFunc(all, func(a, b Silence) int { return a.Until.Compare(b.Until) })
		return append(all[max(0, len(all)-Most+1):], silence)
	})
}

// End ends the silence of a finding.
func (s *Store) End(cluster, finding string) error {
	return s.change(cluster, finding, func(all []Silence) []Silence { return all })
}

// change replaces the silences by what make returns, given those that have not ended and are not of
// the finding.
func (s *Store) change(cluster, finding string, make func([]Silence) []Silence) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	now := time.Now()
	next := make(slices.DeleteFunc(slices.Clone(s.all), func(each Silence) bool {
		return each.Cluster == cluster && each.Finding == finding || !now.Before(each.Until)
	}))
	if err := write(s.file, next); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = next
	return nil
}

// write replaces the file atomically and durably.
func write(file string, all []Silence) error {
	if file == "" {
		return nil
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	next, err := os.OpenFile(file+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	if err = errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}
