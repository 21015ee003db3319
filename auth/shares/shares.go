// Package shares keeps share links, by which somebody without a sign-in sees one znode or a
// comparison of two: their znodes, their end, and whose permissions they use.
package shares

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"zkweb/auth"
	"zkweb/zkconn/znode"
)

// The bounds of share links.
const (
	MaxTime      = 30 * 24 * time.Hour
	maxOfOwner   = 50
	maxShares    = 1000
	maxFileBytes = 16 << 20
)

// Side is a znode that a link shows.
type Side struct {
	Cluster string `json:"cluster"`
	Path    string `json:"path"`
	Holder  string `json:"holder"` // auth.SignIn.Holder of the person who shares it
}

// Share is a share link, without its token.
type Share struct {
	ID    string    `json:"id"` // gives no access
	Hash  string    `json:"hash"`
	Sides []Side    `json:"sides"` // one, or two to compare
	Owner string    `json:"owner"` // "" without credentials
	Made  time.Time `json:"made"`
	Until time.Time `json:"until"`
}

// kept is a link with the accesses for its sides; nil if the owner has not signed in since the
// console started.
type kept struct {
	Share
	access []*auth.Outlasting
}

// Store keeps links in a file, by the hash of their token.
type Store struct {
	file   string
	asleep atomic.Int32 // number of sides without an access

	mu     sync.Mutex
	all    map[string]*kept // by hash of the token
	unkept bool             // the file still has links that have ended; writing it will be retried
}

// Open reads the links in a file, which is created with the first link.
func Open(file string) (*Store, error) {
	s := &Store{file: file, all: map[string]*kept{}}
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil && info.Size() > maxFileBytes {
		err = errors.New(file + " is no file of links: it is too long")
	}
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var shares []Share
	if err := json.Unmarshal(text, &shares); err != nil {
		return nil, errors.Join(errors.New(file+" is no file of links"), err)
	}
	for _, share := range shares {
		if len(share.Sides) == 0 {
			return nil, errors.New(file + " is no file of links: one is of no znode")
		}
		s.all[share.Hash] = &kept{share, make([]*auth.Outlasting, len(share.Sides))}
		s.asleep.Add(int32(len(share.Sides)))
	}
	return s, nil
}

// Make stores a new link, and returns its token, which is stored nowhere. It takes over access,
// also on failure. It fails with Unavailable if there are too many links or the link cannot be
// stored.
func (s *Store) Make(share Share, access []*auth.Outlasting) (token string, made Share, err error) {
	token = rand.Text() + rand.Text()
	share.ID, share.Hash, share.Made = rand.Text()[:12], hashOf(token), time.Now().UTC().Truncate(time.Second)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropOld()
	own := 0
	for _, other := range s.all {
		if other.Sides[0].Holder == share.Sides[0].Holder {
			own++
		}
	}
	if own >= maxOfOwner || len(s.all) >= maxShares {
		End(access)
		return "", Share{}, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeSharesFull, Args: znode.Args{"max": strconv.Itoa(maxOfOwner)}}
	}
	s.all[share.Hash] = &kept{share, access}
	if err := s.write(); err != nil {
		s.drop(share.Hash)
		return "", Share{}, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeShareUnkept, Cause: err}
	}
	return token, share, nil
}

// Find returns the link with a token, and the accesses for its sides, nil while there are none. It
// fails with NotFound, also for a link that has ended.
func (s *Store) Find(token string) (Share, []*auth.Outlasting, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropOld()
	found := s.all[hashOf(token)]
	if found == nil {
		return Share{}, nil, Gone(nil)
	}
	return found.Share, slices.Clone(found.access), nil
}

// Gone returns the error for a link that has ended or never existed.
func Gone(cause error) error {
	return &znode.Error{Kind: znode.NotFound, Code: znode.CodeShareGone, Cause: cause}
}

// All returns the links that have not ended, the newest first.
func (s *Store) All() []Share {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropOld()
	all := make([]Share, 0, len(s.all))
	for _, each := range s.all {
		all = append(all, each.Share)
	}
	slices.SortFunc(all, func(a, b Share) int { return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(a.ID, b.ID)) })
	return all
}

// Revoke ends a link. If that cannot be stored yet, it fails with Unavailable: the link has ended,
// and that will be stored as soon as possible.
func (s *Store) Revoke(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for hash, each := range s.all {
		if each.ID != id {
			continue
		}
		s.drop(hash)
		if err := s.keep(); err != nil {
			return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeShareEndUnkept, Cause: err}
		}
		return nil
	}
	return Gone(nil)
}

// keepAgain is the pause between two attempts to write the file.
const keepAgain = time.Second

// keep writes the file and, if that fails, retries until it succeeds. The mutex must be held.
func (s *Store) keep() error {
	err := s.write()
	if err != nil && !s.unkept {
		s.unkept = true
		time.AfterFunc(keepAgain, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.unkept = false
			_ = s.keep() // retried if it fails
		})
	}
	return err
}

// Wake gives accesses to the links of the person who has signed in.
func (s *Store) Wake(signIn *auth.SignIn) {
	if s == nil || s.asleep.Load() == 0 {
		return
	}
	holder := signIn.Holder()
	if holder == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, each := range s.all {
		for i, side := range each.Sides {
			if each.access[i] != nil || side.Cluster != signIn.Cluster || side.Holder != holder {
				continue
			}
			if access, err := signIn.Keep(); err == nil {
				each.access[i] = access
				s.asleep.Add(-1)
			}
		}
	}
}

// Sleep removes the access of a link's side, which the owner's credentials no longer allow, until
// the owner signs in again.
func (s *Store) Sleep(id string, side int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, each := range s.all {
		if each.ID == id && each.access[side] != nil {
			each.access[side].Close()
			each.access[side] = nil
			s.asleep.Add(1)
		}
	}
}

// dropOld drops the links that have ended. The mutex must be held.
func (s *Store) dropOld() {
	now := time.Now()
	for hash, each := range s.all {
		if !each.Until.After(now) {
			s.drop(hash)
		}
	}
}

func (s *Store) drop(hash string) {
	each := s.all[hash]
	delete(s.all, hash)
	for _, access := range each.access {
		if access == nil {
			s.asleep.Add(-1)
		}
	}
	End(each.access)
}

// End closes accesses that belong to no link.
func End(access []*auth.Outlasting) {
	for _, each := range access {
		if each != nil {
			each.Close()
		}
	}
}

// write replaces the file. The mutex must be held.
func (s *Store) write() error {
	shares := make([]Share, 0, len(s.all))
	for _, each := range s.all {
		shares = append(shares, each.Share)
	}
	text, err := json.Marshal(shares)
	if err != nil {
		return err
	}
	next, err := os.OpenFile(s.file+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	if err = errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(s.file+".new", s.file)
}

func hashOf(token string) string {
	hash := sha256.Sum256([]byte(token))
	return hex.EncodeToString(hash[:])
}
