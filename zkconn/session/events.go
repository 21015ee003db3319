package session

import (
	"errors"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// onEvent is the library's callback. It must neither call the library nor block.
func (s *Session) onEvent(event zk.Event) {
	if event.Type != zk.EventSession {
		return
	}
	switch event.State {
	case zk.StateHasSession:
		if s.credentials.IsAnonymous() {
			s.established()
		}
	case zk.StateDisconnected:
		s.disconnected()
	case zk.StateExpired:
		s.expired()
	}
}

// linkOwner is the session as the owner of its links.
type linkOwner Session

// AuthAnswered makes the session CONNECTED, or ends it.
func (o *linkOwner) AuthAnswered(_ *wire.Link, result wire.Code) {
	s := (*Session)(o)
	if result == 0 {
		s.established()
		return
	}
	// As in kazoo, refused credentials end the session. It ends in a goroutine, because the
	// library's goroutine must go on to see the end.
	go s.end(wire.CodeAuthFailed.Meaning())
}

func (s *Session) established() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended != nil || s.link == nil {
		return
	}
	s.stopWatchdog()
	if s.signIn != nil {
		s.signIn.Stop()
	}
	s.ready = s.link
	s.attempts.clear()
	s.machine.connected(s.link.SessionID(), s.link.Server())
	s.options.memory.forget(s) // the ensemble may have been wiped or restored, with its sessions
	l := s.link
	s.background.Go(func() { s.afterConnecting(l) })
}

// afterConnecting makes the session's own requests over a new connection.
func (s *Session) afterConnecting(l *wire.Link) {
	s.learnVersion(s.dialing, l)
	s.followEnsemble(l)
	s.learnIdentities(l)
	for !s.resumeWatches(l) {
		select {
		case <-time.After(s.options.versions.Retry):
			s.learnVersion(s.dialing, l)
		case <-l.Done():
			return
		}
	}
}

func (s *Session) disconnected() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready = nil
	if s.ended != nil {
		return
	}
	if refusal := s.link.Refusal(); refusal != nil || s.link.Served() {
		s.refusal = refusal // a link that was cut before any answer tells nothing new
	}
	if s.link.SessionID() != 0 {
		s.hosts.roundEnded(s.link.Served())
	}
	if s.watchdog == nil {
		s.watchdog = time.AfterFunc(s.options.watchdogTimeout(), func() { s.lastZxid.Forget() })
	}
	s.machine.suspended(unavailable(znode.CodeNotConnected, s.attempts.args(), nil))
}

// expired is called when the server does not know the session any more. The library begins a new
// one, but leaves the old connection open.
func (s *Session) expired() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready = nil
	s.lastZxid.Expire()
	if s.link != nil {
		_ = s.link.Close()
	}
	s.machine.lost(unavailable(znode.CodeSessionTimedOut, nil, nil))
}

func (s *Session) stopWatchdog() {
	if s.watchdog != nil {
		s.watchdog.Stop()
		s.watchdog = nil
	}
}

// Watched passes on a watch event.
func (o *linkOwner) Watched(l *wire.Link, event int32, full string, zxid int64) {
	s := (*Session)(o)
	if full == cluster.EnsemblePath {
		s.background.Go(func() { s.followEnsemble(l) })
	}
	s.watches.tell(EventType(event), full, max(0, zxid))
}

// WentBack forgets what was read, because later changes may reach the same zxids again.
func (o *linkOwner) WentBack(*wire.Link) {
	s := (*Session)(o)
	s.options.memory.forget(s)
}

// ReadFailed records why the connection to a server ended.
func (o *linkOwner) ReadFailed(l *wire.Link, err error) {
	s := (*Session)(o)
	if cause := l.Cause(err); !errors.Is(cause, wire.ErrDropped) {
		s.attempts.failed(l.Server(), describe(cause, true))
	}
	s.options.versions.Forget(l.Server()) // it may come back with another version
}
