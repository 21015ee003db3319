package auth

import (
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// idLength is the characters of a Session's ID, of five random bits each.
const idLength = 16

// Session is the console session of one browser. It holds at most one sign-in
// to each cluster. A nil Session is that of a browser that is signed out.
type Session struct {
	ID      string // names it in the trail and among the sessions; it opens nothing
	Started time.Time

	expiry *time.Timer
	done   chan struct{}

	mu      sync.Mutex
	signIns map[string]*SignIn
	seen    time.Time
	over    bool
	change  *Change
	sent    map[string]*sentForm // by the forms' tokens
	forms   []string             // of them, the oldest first
	paged   string               // of them, that whose answer is a page; "" for none
}

// Change is a change that a person has made, which the page that it leads to says once.
type Change struct {
	Cluster  string
	Path     znode.Path // of the znode whose page says it: the changed one, or the parent of a deleted one
	Stat     znode.Stat // that the change has left
	Created  bool       // it made the znode; else it set its data
	Deleted  string     // the name of the znode below Path that it deleted; "" for none
	ACL      bool       // it set the ACL
	Quota    bool       // it set the quota
	Together int        // it was so many changes, made together; 0 for a single one
	Znodes   int        // so many were copied, moved or deleted, by Entries; 0 for a single one
	Entries  []int64    // in the place of Entry, the first one first: each is taken back by itself
	Undone   bool       // it took another change back
	Entry    int64      // its own entry, by which it can be taken back
}

// Changed keeps the last change for the page that it leads to.
func (s *Session) Changed(change Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change = &change
}

// TakeChange returns the last change, once, if it was of that znode; nil if not.
func (s *Session) TakeChange(cluster string, path znode.Path) *Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	change := s.change
	if change == nil || change.Cluster != cluster || change.Path != path {
		return nil
	}
	s.change = nil
	return change
}

// newSession makes a session that calls expire when one of its limits is
// reached.
func newSession(expire func(*Session)) *Session {
	now := time.Now()
	made := &Session{ID: rand.Text()[:idLength], Started: now, seen: now, done: make(chan struct{}), signIns: make(map[string]*SignIn)}
	made.expiry = time.AfterFunc(made.timeLeft(), func() { expire(made) })
	return made
}

// Done returns a channel that is closed when the console session ends: by sign-out, by its
// limits, or because an admin ended the last of its sign-ins.
func (s *Session) Done() <-chan struct{} { return s.done }

// SignIn returns the sign-in to the cluster of that name; nil when there is none.
func (s *Session) SignIn(cluster string) *SignIn {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signIns[cluster]
}

// SignIns returns all sign-ins in the order of their clusters' names.
func (s *Session) SignIns() []*SignIn {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held()
}

// held is like SignIns, with the mutex held.
func (s *Session) held() []*SignIn {
	return slices.SortedFunc(maps.Values(s.signIns), func(a, b *SignIn) int { return strings.Compare(a.Cluster, b.Cluster) })
}

// Touch says that the person is still there: the idle limit counts from now.
func (s *Session) Touch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.seen = time.Now()
		s.expiry.Reset(s.timeLeft())
	}
}

// LastSeen returns when the person last asked for something.
func (s *Session) LastSeen() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// timeLeft returns how long the session lives if nothing more is heard of it.
func (s *Session) timeLeft() time.Duration {
	return min(IdleLimit, AbsoluteLimit-time.Since(s.Started))
}

// drop ends a sign-in that is still this session's; false when it is not.
func (s *Session) drop(signIn *SignIn) bool {
	s.mu.Lock()
	current := s.signIns[signIn.Cluster] == signIn
	if current {
		delete(s.signIns, signIn.Cluster)
	}
	s.mu.Unlock()
	if current {
		signIn.end()
	}
	return current
}

// add holds a sign-in. It ends and returns those that it takes the place of: the
// one to the same cluster and, when that was under another name, all under that
// name, for somebody else has the browser now. ok is false when the session has
// ended.
func (s *Session) add(signIn *SignIn) (replaced []*SignIn, ok bool) {
	s.mu.Lock()
	if s.over {
		s.mu.Unlock()
		return nil, false
	}
	if before := s.signIns[signIn.Cluster]; before != nil {
		for _, earlier := range s.held() {
			if earlier == before || isSomebodyElse(before, signIn) && !isSomebodyElse(before, earlier) {
				delete(s.signIns, earlier.Cluster)
				replaced = append(replaced, earlier)
			}
		}
	}
	s.signIns[signIn.Cluster] = signIn
	s.mu.Unlock()
	for _, earlier := range replaced {
		earlier.end()
	}
	return replaced, true
}

// isSomebodyElse reports whether two sign-ins are under different names.
func isSomebodyElse(a, b *SignIn) bool { return a.Person().User != b.Person().User }

func (s *Session) ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// end ends all sign-ins and returns them; a second call does nothing.
func (s *Session) end() []*SignIn {
	s.mu.Lock()
	if s.over {
		s.mu.Unlock()
		return nil
	}
	s.over = true
	signIns := s.held()
	s.signIns = nil
	s.mu.Unlock()

	s.expiry.Stop()
	close(s.done)
	for _, signIn := range signIns {
		signIn.end()
	}
	return signIns
}
