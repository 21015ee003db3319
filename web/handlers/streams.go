package handlers

import (
	"sync"

	"zkweb/auth"
	"zkweb/zkconn/znode"
)

// The bounds of open event streams.
const (
	maxStreams           = 10_000
	maxStreamsPerConsole = 20 // a browser holds six connections to a host, over HTTP/2 one per visible tab
)

// streams counts the open event streams.
type streams struct {
	mu        sync.Mutex
	all       int
	byConsole map[*auth.Session]int
}

func newStreams() *streams { return &streams{byConsole: make(map[*auth.Session]int)} }

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// open counts one more stream of a console session, until the func is called.
func (s *streams) open(console *auth.Session) (func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.byConsole[console] >= maxStreamsPerConsole:
		return nil, &znode.Error{Kind: znode.Unavailable, Message: "This browser has too many event streams open. Close some tabs."}
	case s.all >= maxStreams:
		return nil, &znode.Error{Kind: znode.Unavailable, Message: "The console has as many event streams open as it can hold. Try again later."}
	}
	s.all++
	s.byConsole[console]++
	return func() { s.close(console) }, nil
}

func (s *streams) close(console *auth.Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	s.byConsole[console]--
	if s.byConsole[console] == 0 {
		delete(s.byConsole, console)
	}
}
