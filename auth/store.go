package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/sessions"

	"zkweb/zkconn/znode"
)

// The limits of a console session.
const (
	IdleLimit     = 30 * time.Minute // without a page being asked for
	AbsoluteLimit = 8 * time.Hour    // from the first sign-in
	MaxSessions   = 10_000           // in all; beyond, sign-ins are refused so that nobody at work is thrown out
)

const idBytes = 32

type idHash [sha256.Size]byte

// Store is a sessions.Store in this process's memory. The cookie holds a
// random id and nothing else. The session is kept under the id's hash, so
// whoever reads the memory has no cookie to use.
type Store struct {
	basePath string
	max      int
	expired  func(console *Session, signIns []*SignIn) // called after a session's limits ended it, with what it held

	mu     sync.Mutex
	byHash map[idHash]*Session
	hashes map[*Session]idHash
}

// consoleSession is the key of a sessions.Session's Values for its *Session.
type consoleSession struct{}

// NewStore makes a store whose cookies are for the paths below basePath: ""
// or a path without a slash at its end.
func NewStore(basePath string) *Store {
	return &Store{
		basePath: basePath,
		max:      MaxSessions,
		expired:  func(*Session, []*SignIn) {},
		byHash:   make(map[idHash]*Session),
		hashes:   make(map[*Session]idHash),
	}
}

// Count returns the number of console sessions.
func (s *Store) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.byHash)
}

// Get implements sessions.Store.
func (s *Store) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New implements sessions.Store. A cookie that names no living session makes
// a new one, as no cookie does.
func (s *Store) New(r *http.Request, name string) (*sessions.Session, error) {
	made := sessions.NewSession(s, name)
	made.Options = cookieOptions(r, s.basePath)
	made.IsNew = true
	if cookie, err := r.Cookie(name); err == nil {
		if found := s.find(cookie.Value); found != nil {
			made.ID = cookie.Value
			made.IsNew = false
			made.Values[consoleSession{}] = found
		}
	}
	return made, nil
}

// Save implements sessions.Store: it keeps the session under a new id, after which
// the old one is worth nothing, and sets the cookie. With Options.MaxAge < 0
// it ends the session and removes the cookie.
func (s *Store) Save(_ *http.Request, w http.ResponseWriter, saved *sessions.Session) error {
	console, _ := saved.Values[consoleSession{}].(*Session)
	if saved.Options.MaxAge < 0 {
		if console != nil {
			s.remove(console)
		}
		http.SetCookie(w, sessions.NewCookie(saved.Name(), "", saved.Options))
		return nil
	}
	id, err := s.rename(console, saved.ID)
	if err != nil {
		return err
	}
	saved.ID = id
	http.SetCookie(w, sessions.NewCookie(saved.Name(), id, saved.Options))
	return nil
}

func (s *Store) find(id string) *Session {
	hash, ok := hashOf(id)
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byHash[hash]
}

// newSession makes a session that nobody knows until it is saved.
func (s *Store) newSession() *Session { return newSession(s.expire) }

func (s *Store) expire(session *Session) {
	s.expired(session, s.remove(session))
}

// all returns all sessions, the oldest first.
func (s *Store) all() []*Session {
	s.mu.Lock()
	sessions := slices.Collect(maps.Keys(s.hashes))
	s.mu.Unlock()
	slices.SortFunc(sessions, func(a, b *Session) int { return a.Started.Compare(b.Started) })
	return sessions
}

var (
	errSignedOutMeanwhile = &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignedOutMeanwhile}
	errSignedInMeanwhile  = &znode.Error{Kind: znode.Conflict, Code: znode.CodeSignedInMeanwhile}
	errConsoleFull        = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeConsoleFull}
)

// rename keeps a session under a new id and returns the id. The earlier id is ""
// for a new session. Of two calls with one earlier id the second fails with
// errSignedInMeanwhile: its caller does not hold the session any more, and who
// does may be somebody else.
func (s *Store) rename(session *Session, earlier string) (string, error) {
	random := make([]byte, idBytes)
	_, _ = rand.Read(random) // never fails: crypto/rand
	id := base64.RawURLEncoding.EncodeToString(random)

	s.mu.Lock()
	defer s.mu.Unlock()
	old, kept := s.hashes[session]
	known, _ := hashOf(earlier)
	switch {
	case session.ended():
		return "", errSignedOutMeanwhile
	case kept && old != known:
		return "", errSignedInMeanwhile
	case kept:
		delete(s.byHash, old)
	case len(s.byHash) >= s.max:
		return "", errConsoleFull
	}
	hash, _ := hashOf(id)
	s.byHash[hash], s.hashes[session] = session, hash
	return id, nil
}

// remove ends a session, forgets it, and returns the sign-ins that ended with it:
// to the first call alone, so that each end is recorded once. It ends it first,
// so that rename keeps no session that is gone.
func (s *Store) remove(session *Session) []*SignIn {
	ended := session.end()
	s.mu.Lock()
	defer s.mu.Unlock()
	if hash, ok := s.hashes[session]; ok {
		delete(s.byHash, hash)
		delete(s.hashes, session)
	}
	return ended
}

// hashOf returns the hash of what an id stands for; false when it is none of ours.
func hashOf(id string) (idHash, bool) {
	if len(id) != base64.RawURLEncoding.EncodedLen(idBytes) {
		return idHash{}, false
	}
	random, err := base64.RawURLEncoding.Strict().DecodeString(id)
	if err != nil {
		return idHash{}, false
	}
	return sha256.Sum256(random), true
}
