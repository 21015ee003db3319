package zktest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn/zkserver"
)

// listenAttempts is the number of ports that a proxy tries, since another process may take a free
// port first.
const listenAttempts = 5

// Proxy is a TCP proxy in front of one server that can break the links through it. It is safe for
// concurrent use.
type Proxy struct {
	target  string
	address string
	all     sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while it refuses links
	links    map[*link]struct{}
	delay    time.Duration
	pace     int           // bytes per second from the server on each link; 0 for no limit
	pass     chan struct{} // closed while bytes may pass
	replies  chan struct{} // closed while bytes from the server may pass
	large    chan struct{} // closed while pieces of more than largest bytes may pass to the server
	largest  int
	cutAfter int64 // bytes from the server until the next cut; -1 for no cut
}

// NewProxy starts a proxy on a free loopback port. target is a host:port. Call Close when done.
func NewProxy(target string) (*Proxy, error) {
	p := &Proxy{
		target:   target,
		links:    map[*link]struct{}{},
		pass:     make(chan struct{}),
		replies:  make(chan struct{}),
		large:    make(chan struct{}),
		cutAfter: -1,
	}
	close(p.pass)
	close(p.replies)
	close(p.large)
	for attempt := 1; ; attempt++ {
		port, err := zkserver.FreePort()
		if err != nil {
			return nil, err
		}
		p.address = fmt.Sprintf("127.0.0.1:%d", port)
		if err = p.listen(); err == nil || attempt == listenAttempts {
			return p, err
		}
	}
}

// RunProxy starts a proxy for the duration of a test.
func RunProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	p, err := NewProxy(target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// Addr returns the host:port of the proxy.
func (p *Proxy) Addr() string { return p.address }

// Delay delays each piece of up to 32 KiB, in both directions, from now on.
func (p *Proxy) Delay(delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = delay
}

// Pace limits the bytes per second from the server on each link, from now on.
func (p *Proxy) Pace(bytesPerSecond int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pace = bytesPerSecond
}

// Cut closes all links. Clients may open new ones.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut()
}

// CutAfter closes all links after n more bytes from the server, counted over all links. The cut may
// be in the middle of a frame.
func (p *Proxy) CutAfter(n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cutAfter = n
}

// Refuse closes all links and refuses new ones until Resume.
func (p *Proxy) Refuse() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut()
	return p.stopListening()
}

// Blackhole keeps links open and accepts new ones, but lets nothing pass until Resume, like a
// network that loses every packet. After Resume everything arrives, as TCP sends it again.
func (p *Proxy) Blackhole() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.pass:
		p.pass = make(chan struct{})
	default: // Blackhole is in effect already
	}
}

// HoldReplies lets requests reach the server, but no bytes come back until Resume.
func (p *Proxy) HoldReplies() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.replies:
		p.replies = make(chan struct{})
	default: // replies are held already
	}
}

// HoldLarge holds pieces of more than n bytes to the server until Resume. Of a client's requests,
// only a change with much data is larger than a few hundred bytes.
func (p *Proxy) HoldLarge(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.largest = n
	select {
	case <-p.large:
		p.large = make(chan struct{})
	default: // large pieces are held already
	}
}

// Resume ends the effects of Delay, Pace, CutAfter, Refuse, Blackhole, HoldReplies and HoldLarge.
func (p *Proxy) Resume() error {
	p.mu.Lock()
	p.delay, p.pace, p.cutAfter = 0, 0, -1
	for _, held := range []chan struct{}{p.pass, p.replies, p.large} {
		select {
		case <-held:
		default:
			close(held)
		}
	}
	refusing := p.listener == nil
	p.mu.Unlock()
	if refusing {
		return p.listen()
	}
	return nil
}

// Links returns the number of open links.
func (p *Proxy) Links() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.links)
}

// Close closes all links and stops the proxy.
func (p *Proxy) Close() {
	_ = p.Refuse() // even if closing the listener fails, it is closed
	p.all.Wait()
}

func (p *Proxy) listen() error {
	listener, err := net.Listen("tcp", p.address)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.listener = listener
	p.mu.Unlock()
	p.all.Go(func() { p.accept(listener) })
	return nil
}

func (p *Proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		p.all.Go(func() { p.serve(listener, client) })
	}
}

func (p *Proxy) serve(listener net.Listener, client net.Conn) {
	l := &link{proxy: p, client: client, done: make(chan struct{})}
	defer l.close()
	if !p.add(l, listener) {
		return
	}
	defer p.remove(l)
	if !l.wait(0, false) {
		return
	}
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		<-l.done
		_ = server.Close()
	}()
	var directions sync.WaitGroup
	directions.Go(func() { l.forward(server, client, false) })
	directions.Go(func() { l.forward(client, server, true) })
	directions.Wait()
}

// add adds a link and reports whether it may open: its listener must still be in use.
func (p *Proxy) add(l *link, listener net.Listener) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != listener {
		return false
	}
	p.links[l] = struct{}{}
	return true
}

func (p *Proxy) remove(l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l)
}

func (p *Proxy) cut() {
	for l := range p.links {
		l.close()
	}
	clear(p.links)
}

func (p *Proxy) stopListening() error {
	if p.listener == nil {
		return nil
	}
	err := p.listener.Close()
	p.listener = nil
	return err
}

// allow returns how many of n bytes from the server may pass before the cut, and whether the cut is
// after them.
func (p *Proxy) allow(n int) (allowed int, cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cutAfter < 0 {
		return n, false
	}
	if int64(n) < p.cutAfter {
		p.cutAfter -= int64(n)
		return n, false
	}
	allowed = int(p.cutAfter)
	p.cutAfter = -1
	return allowed, true
}

// link is the connection of one client through the proxy.
type link struct {
	proxy  *Proxy
	client net.Conn
	once   sync.Once
	done   chan struct{} // closed with the link
}

func (l *link) close() {
	l.once.Do(func() {
		close(l.done)
		_ = l.client.Close() // there is nobody to tell of an error
	})
}

// forward copies until an end is closed, and then closes the link.
func (l *link) forward(to io.Writer, from io.Reader, fromServer bool) {
	defer l.close()
	piece := make([]byte, 32<<10)
	for {
		n, err := from.Read(piece)
		cut := false
		if n > 0 && !l.wait(n, fromServer) {
			return
		}
		if fromServer {
			n, cut = l.proxy.allow(n)
		}
		_, failed := to.Write(piece[:n])
		if cut {
			l.proxy.Cut()
		}
		if cut || errors.Join(err, failed) != nil {
			return
		}
	}
}

// wait waits for the delay, for the time that n bytes take at the pace, and until bytes may pass.
// It reports whether the link is still open.
func (l *link) wait(n int, fromServer bool) bool {
	l.proxy.mu.Lock()
	delay, gates := l.proxy.delay, []chan struct{}{l.proxy.pass}
	if fromServer && l.proxy.pace > 0 {
		delay += time.Second * time.Duration(n) / time.Duration(l.proxy.pace)
	}
	if fromServer {
		gates = append(gates, l.proxy.replies)
	} else if n > l.proxy.largest {
		gates = append(gates, l.proxy.large)
	}
	l.proxy.mu.Unlock()
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.done:
		return false
	}
	for _, gate := range gates {
		select {
		case <-gate:
		case <-l.done:
			return false
		}
	}
	return true
}
