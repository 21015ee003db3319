package session

import (
	"cmp"
	"context"
	"errors"
	"net"
	"time"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// askBeside is how long a server may take to grant a session before the next one is asked
// concurrently. The parts of connecting to an address have time limits of their own: see
// cluster.Dial and Options.handshakeTimeout.
const askBeside = 700 * time.Millisecond

// handshakeTimeout returns how long a server that accepted the connection may take to grant a
// session. It allows trying each server, or a single server twice, before the session times out.
func (o Options) handshakeTimeout(servers int) time.Duration {
	return max(o.SessionTimeout/time.Duration(max(servers, 2)), time.Second)
}

// dial connects to a server for the library. It tries all servers once, after a pause if earlier
// rounds failed, and returns a link with a session.
func (s *Session) dial(string, string, time.Duration) (net.Conn, error) {
	select {
	case <-time.After(s.hosts.pause()):
	case <-s.dialing.Done():
		return nil, s.dialing.Err()
	}
	targets, failures := s.hosts.round(s.dialing)
	s.attempts.keep(serverNames(targets, failures))
	for server, err := range failures {
		s.attempts.failed(server, describe(err, false))
	}
	won, err := s.race(targets)
	if err != nil {
		s.hosts.roundEnded(false)
		return nil, err
	}
	s.hosts.connected(won.address)
	return s.adopt(won), nil
}

func serverNames(targets []target, failures map[string]error) []string {
	var all []string
	for _, t := range targets {
		all = append(all, t.name)
	}
	for server := range failures {
		all = append(all, server)
	}
	return all
}

// grant is a session that a server has granted on a connection, or the error of the attempt.
type grant struct {
	target
	conn  net.Conn
	asked wire.Hello
	wire.Grant
	err error
}

var errNoServer = errors.New("no server granted a session")

// race asks the targets for the session in order. It asks the next one if one has failed, or after
// askBeside. The first grant wins; the other attempts end.
func (s *Session) race(targets []target) (grant, error) {
	ctx, cancel := context.WithCancel(s.dialing)
	defer cancel()
	hello := s.hello()
	answers := make(chan grant, len(targets))
	next := time.NewTimer(0)
	defer next.Stop()
	for waiting := 0; waiting > 0 || len(targets) > 0; {
		select {
		case <-next.C:
			if len(targets) == 0 {
				break
			}
			t := targets[0]
			targets = targets[1:]
			waiting++
			s.attempts.begun(t.name)
			s.background.Go(func() { answers <- s.askTarget(ctx, t, hello, cap(answers)) })
			next.Reset(askBeside)
		case answer := <-answers:
			waiting--
			if answer.err == nil {
				s.background.Go(func() { decline(answers, waiting) })
				return answer, nil
			}
			next.Reset(0)
		case <-ctx.Done():
			s.background.Go(func() { decline(answers, waiting) })
			return grant{}, ctx.Err()
		}
	}
	return grant{}, errNoServer
}

// decline ends the sessions that other servers grant after one has won. If the session existed
// before, only the connection is closed, because the session belongs to the winner.
func decline(answers <-chan grant, waiting int) {
	for range waiting {
		answer := <-answers
		switch {
		case answer.err != nil:
		case answer.asked.SessionID == 0:
			wire.Decline(answer.conn)
		default:
			_ = answer.conn.Close()
		}
	}
}

// askTarget connects to one target and asks it for the session. It records a failure, unless ctx
// has ended.
func (s *Session) askTarget(ctx context.Context, t target, hello wire.Hello, servers int) grant {
	answer := grant{target: t, asked: hello}
	if answer.conn, answer.err = s.connect(ctx, t); answer.err == nil {
		answer.Grant, answer.err = handshake(ctx, answer.conn, hello, s.options.handshakeTimeout(servers))
	}
	if answer.err != nil && ctx.Err() == nil {
		s.hosts.failed(t.address)
		s.attempts.failed(t.name, s.whyNot(ctx, t, answer.err))
	}
	return answer
}

// handshake requests a session over conn. It closes conn if that fails.
func handshake(ctx context.Context, conn net.Conn, hello wire.Hello, timeout time.Duration) (wire.Grant, error) {
	_ = conn.SetDeadline(time.Now().Add(timeout))
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	granted, err := wire.Handshake(conn, hello)
	if stop() && err == nil {
		return granted, conn.SetDeadline(time.Time{})
	}
	wire.HangUp(conn)
	if err == nil {
		err = ctx.Err()
	}
	return wire.Grant{}, err
}

// whyNot returns the code for why an attempt failed.
func (s *Session) whyNot(ctx context.Context, t target, err error) znode.Code {
	what := describe(err, false)
	if what != znode.CodeServerHungUp {
		return what
	}
	switch before := s.attempts.of(t.name); before {
	case znode.CodeServerHungUp, znode.CodeServerTLS, znode.CodeServerNoTLS: // known already
		return before
	}
	return cmp.Or(s.cluster.Mismatch(ctx, t.address), what)
}

// connect opens a connection to a target. Over TLS the server must prove that it has the name under
// which it was given, whatever that resolved to.
func (s *Session) connect(ctx context.Context, t target) (net.Conn, error) {
	return s.cluster.Dial(ctx, t.address, t.host(), s.options.TLS)
}

// hello returns the request for the session.
func (s *Session) hello() wire.Hello {
	s.mu.Lock()
	defer s.mu.Unlock()
	return wire.Hello{
		LastZxid: s.lastZxid.Load(), Timeout: s.options.SessionTimeout,
		SessionID: s.granted.SessionID, Password: s.granted.Password,
	}
}

// adopt makes a link of a grant and sends the credentials before any call. It closes the previous
// link, which the library leaves open when a session expires.
func (s *Session) adopt(won grant) *wire.Link {
	l := wire.New(won.conn, won.name, won.Grant, wire.Options{
		Owner: (*linkOwner)(s), LastZxid: &s.lastZxid, MaxReply: s.options.MaxReply, User: s.credentials.User(),
		Budget: s.options.replies,
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link != nil {
		_ = s.link.Close()
	}
	if s.signIn != nil {
		s.signIn.Stop()
	}
	s.link, s.at, s.granted = l, won.target, won.Grant
	if s.ended != nil {
		_ = l.Close()
		return l
	}
	if won.SessionID != 0 && !s.credentials.IsAnonymous() {
		l.SendAuth("digest", s.credentials.auth())
		s.limitSignIn(l)
	}
	return l
}

// limitSignIn closes a link if ZooKeeper does not answer the credentials in time. The caller holds
// the mutex.
func (s *Session) limitSignIn(l *wire.Link) {
	s.signIn = time.AfterFunc(s.options.handshakeTimeout(1), func() {
		s.attempts.failed(l.Server(), znode.CodeServerSignIn)
		_ = l.Close()
	})
}
