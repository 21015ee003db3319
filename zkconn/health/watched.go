package health

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

const (
	askTimeout = time.Second // for each answer

	maxMntrReply = 256 << 10
	maxConfReply = 256 << 10
)

// The questions that are asked seldom, and how often; what is refused, less.
var (
	seldom = map[string]time.Duration{
		"conf": time.Minute, "configuration": time.Minute, "cons": 30 * time.Second, "connections": 30 * time.Second, "ports": time.Hour,
	}
	refusedFor = 10 * time.Minute
)

// watched is a server that is asked again and again.
type watched struct {
	poller *Poller
	of     *polled
	index  int

	asking  sync.Mutex // held while a round of questions goes on
	clients connections
	told    Metrics   // as it told them last
	admined time.Time // when AdminServer answered last

	// The cluster's mutex guards these.
	now     Server
	history history
	due     map[string]time.Time // when a word may be asked again
	refused map[string]bool      // what the server did not answer
	lately  [4]measured          // milliseconds of reads, of writes and of fsync, and requests that wait
	round   chan struct{}        // closed when the round that Look began has ended
	known   bool                 // it has answered for so long that all was asked that is asked seldom
}

// watch asks until ctx ends: how the server is, and half-way to the next time one
// of the questions that are asked seldom.
func (w *watched) watch(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for usual := true; ; usual = !usual {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		w.asking.Lock()
		if usual {
			w.ask(ctx)
		} else {
			w.askSeldom(ctx, w.nextSeldom())
		}
		w.asking.Unlock()
		if !usual && w.nextSeldom() != "" { // as at the start
			usual = true
			pause.Reset(min(askTimeout, w.poller.options.Every/2))
			continue
		}
		pause.Reset(w.poller.options.Every / 2)
	}
}

// needed begins a round of all questions where nobody else asks the server, and the
// last answer is old. It returns what is closed at its end; nil where none is needed.
func (w *watched) needed() <-chan struct{} {
	c := w.of
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.round != nil {
		return w.round
	}
	fresh := !w.now.Asked.IsZero() && (c.running || time.Since(w.now.Asked) < w.poller.options.Every/2)
	if fresh {
		return nil
	}
	w.round = make(chan struct{})
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*askTimeout)
		defer cancel()
		w.asking.Lock()
		w.ask(ctx)
		for range seldom {
			if w.nextSeldom() == "" {
				break
			}
			w.askSeldom(ctx, w.nextSeldom())
		}
		if now := w.current(); now.Metrics == nil && now.Admin == cluster.AdminOpen {
			w.ask(ctx)
		}
		w.asking.Unlock()
		c.mu.Lock()
		defer c.mu.Unlock()
		close(w.round)
		w.round = nil
	}()
	return w.round
}

// ask asks how the server is.
func (w *watched) ask(ctx context.Context) {
	srvr, answer := w.srvr(ctx)
	if ctx.Err() != nil {
		return
	}
	next := w.current()
	next.Server = srvr
	if answer.Text != "" || answer.Certificate != nil { // over TLS, perhaps
		next.Expires = expiry(answer.Certificate)
	}
	next.Metrics, next.RecentReads, next.RecentWrites, next.RecentFsync = nil, -1, -1, -1
	if srvr.Role != cluster.Unreachable {
		next.Metrics = w.metrics(ctx, &next)
	}
	if next.Metrics != nil {
		next.RecentReads = next.Metrics.meanSince(w.told, "readlatency")
		next.RecentWrites = next.Metrics.meanSince(w.told, "updatelatency")
		next.RecentFsync = next.Metrics.meanSince(w.told, "fsynctime")
		next.Rejected = next.Rejected.more(next.Metrics, w.told, next.Asked)
		w.told, next.Measured = next.Metrics, next.Asked
	}
	w.keep(next)
}

// srvr is the server's own answer, with when the console asked and since when it is so:
// AdminServer's, where the word is refused and that answers.
func (w *watched) srvr(ctx context.Context) (cluster.Server, cluster.Answer) {
	before := w.current()
	server, answer, told := cluster.Server{}, cluster.Answer{}, false
	if w.isRefused("srvr") && before.Admin == cluster.AdminOpen {
		server, told = w.srvrOfAdmin(ctx)
	}
	if !told {
		server, answer = w.srvrOfWord(ctx)
	}
	answered := !before.Asked.IsZero() && before.Role != cluster.Unreachable
	if server.Why == znode.CodeServerSilent && answered { // once is a pause, twice it is away
		server, answer = w.srvrOfWord(ctx)
	}
	server.Asked = time.Now()
	server.Since = server.Asked
	if !before.Asked.IsZero() && before.Role == server.Role {
		server.Since = before.Since
	}
	if !server.Told() {
		server.Version = before.Version // what it ran it still has
	}
	return server, answer
}

func (w *watched) srvrOfWord(ctx context.Context) (cluster.Server, cluster.Answer) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	server, answer := w.poller.asker.Server(ctx, w.of.cluster, w.address())
	w.noteRefusal("srvr", server.Role == cluster.Untold)
	return server, answer
}

func (w *watched) srvrOfAdmin(ctx context.Context) (cluster.Server, bool) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	server, _, err := w.poller.asker.AdminServer(ctx, w.of.cluster, w.address())
	return server, err == nil
}

func expiry(certificate *x509.Certificate) time.Time {
	if certificate == nil {
		return time.Time{}
	}
	return certificate.NotAfter
}

// metrics asks mntr, and AdminServer where that has been refused.
func (w *watched) metrics(ctx context.Context, into *Server) Metrics {
	if !w.isRefused("mntr") {
		answer, err := w.word(ctx, "mntr", maxMntrReply)
		if err == nil {
			return parseMntr(answer.Text)
		}
		if errors.Is(err, errRefused) { // a third question would come within the same second
			return nil
		}
	}
	if into.Admin != cluster.AdminOpen {
		return nil
	}
	if fields := w.admin(ctx, "monitor", into); fields != nil {
		return monitorMetrics(fields)
	}
	return nil
}

// nextSeldom is the question that has waited longest; "" where none is due.
func (w *watched) nextSeldom() string {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	if !w.now.Serves() && w.now.Role != cluster.Untold {
		return ""
	}
	words := []string{"conf", "configuration", "cons", "connections", "ports"}
	if w.refused["mntr"] {
		words = append(words, "mntr")
	}
	slices.SortStableFunc(words, func(a, b string) int { return w.due[a].Compare(w.due[b]) })
	if w.due[words[0]].After(time.Now()) {
		return ""
	}
	return words[0]
}

func (w *watched) askSeldom(ctx context.Context, word string) {
	next := w.current()
	switch word {
	case "conf":
		if answer, err := w.word(ctx, "conf", maxConfReply); err == nil {
			next.Settings, next.Members = parseConf(answer.Text)
		} else if errors.Is(err, errRefused) { // it may have told before it was restarted
			next.Members = nil
			if next.Admin != cluster.AdminOpen {
				next.Settings = nil
			}
		}
	case "configuration":
		w.askConfiguration(ctx, &next)
	case "cons":
		w.askClients(ctx, &next)
	case "connections":
		w.askAdminClients(ctx, &next)
	case "ports":
		next.Ports = w.openPorts(ctx, next)
	case "mntr":
		_, _ = w.word(ctx, "mntr", maxMntrReply) // only whether it is taken now: then it is asked each time
	default:
		return
	}
	if ctx.Err() != nil {
		return
	}
	if w.isDue(word) {
		w.putOff(word, seldom[word])
	}
	w.keep(next)
}

// askConfiguration looks whether AdminServer is there, and takes the settings from it
// where conf is refused.
func (w *watched) askConfiguration(ctx context.Context, next *Server) {
	if w.of.cluster.AdminPort < 0 {
		return
	}
	fields := w.admin(ctx, "configuration", next)
	if fields != nil && w.isRefused("conf") {
		next.Settings = adminSettings(fields)
	}
}

// askClients asks for the connections.
func (w *watched) askClients(ctx context.Context, next *Server) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	all, why := w.poller.asker.Connections(ctx, w.of.cluster, w.address())
	w.noteRefusal("cons", why == znode.CodeWordRefused)
	switch {
	case why == "", why == znode.CodeWordCut:
		w.takeClients(all, why == "", next)
	case why == znode.CodeWordRefused && next.Admin != cluster.AdminOpen:
		next.Busiest, next.Most, w.clients = Client{}, Client{}, connections{}
	}
}

// askAdminClients asks AdminServer for the connections where cons is refused.
func (w *watched) askAdminClients(ctx context.Context, next *Server) {
	if !w.isRefused("cons") || next.Admin != cluster.AdminOpen {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	if all, answer, err := w.poller.asker.AdminConnections(ctx, w.of.cluster, w.address()); err == nil {
		next.Clock = answer.Ahead
		w.takeClients(all, true, next)
	}
}

// takeClients takes the connections that the server told of: all, or at least these.
func (w *watched) takeClients(told []cluster.Connection, all bool, next *Server) {
	clients := newConnections(told, time.Now())
	next.Busiest = clients.busiest(w.clients)
	if most := clients.most(); all || most.Connections > next.Most.Connections {
		next.Most = most
	}
	w.clients = clients
}

// admin asks AdminServer, and notes what became of it.
func (w *watched) admin(ctx context.Context, command string, into *Server) map[string]any {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	var fields map[string]any
	answer, err := w.poller.asker.Admin(ctx, w.of.cluster, w.address(), command, maxAdminReply, &fields)
	if answer.State == cluster.AdminSilent && time.Since(w.admined) < untoldFor {
		return nil // it is slow, not away
	}
	into.Admin, into.Clock = answer.State, answer.Ahead
	if answer.State == cluster.AdminOpen || answer.State == cluster.AdminClosed {
		w.admined = time.Now()
	}
	if err != nil {
		return nil
	}
	return fields
}

// openPorts are the server's ports for its peers that the console can connect to. It
// says nothing there.
func (w *watched) openPorts(ctx context.Context, server Server) []int {
	host, _, err := net.SplitHostPort(w.address())
	if err != nil {
		return nil
	}
	var open []int
	for _, port := range server.peerPorts() {
		dialer := net.Dialer{Timeout: askTimeout / 2}
		conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if cluster.DescribeDial(err) == znode.CodeServerSilent { // once is a busy machine, twice a firewall
			conn, err = dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		}
		if err == nil {
			_ = conn.Close()
			open = append(open, port)
		}
	}
	return open
}

// word asks with a four-letter word. What the server refuses it is not asked again for
// a while.
func (w *watched) word(ctx context.Context, word string, limit int64) (cluster.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	answer, err := w.poller.asker.Ask(ctx, w.of.cluster, w.address(), word, limit)
	refused := err == nil && answer.Refused()
	if refused {
		err = errRefused
	}
	w.noteRefusal(word, refused)
	return answer, err
}

// noteRefusal notes whether the server takes a word.
func (w *watched) noteRefusal(word string, refused bool) {
	if refused {
		w.putOff(word, refusedFor)
	}
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	w.refused[word] = refused
}

var errRefused = errors.New("the server does not take the word")

func (w *watched) isRefused(word string) bool {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	return w.refused[word]
}

func (w *watched) address() string { return w.of.cluster.Servers[w.index] }

func (w *watched) current() Server {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	return w.now
}

func (w *watched) isDue(word string) bool {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	return !w.due[word].After(time.Now())
}

func (w *watched) putOff(word string, until time.Duration) {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	w.due[word] = time.Now().Add(until)
}

// keep takes what the server is now.
func (w *watched) keep(next Server) {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	next.Missing = w.missing(next)
	if next.Role == cluster.Unreachable && w.now.Role != cluster.Unreachable {
		w.due, w.refused, w.lately = map[string]time.Time{}, map[string]bool{}, [4]measured{} // it may come back as another
	}
	if next.Asked != w.now.Asked {
		if next.Role == cluster.Leader {
			w.of.leader = w.of.leader.add(next.Asked, zxid(next.Zxid))
		}
		next.Lasting = w.last(next)
		next.forgetMoment()
	}
	w.known = w.known || next.Role != cluster.Unreachable && next.Asked.Sub(next.Since) >= untoldFor
	w.now = next
	w.history.add(sampleOf(next))
	w.of.publish(w.poller)
}

func sampleOf(s Server) Sample {
	latency := max(s.RecentReads, s.RecentWrites)
	if latency < 0 {
		latency = s.Latency.Avg
	}
	return Sample{
		At: s.Asked, Serves: s.Serves(), Latency: float32(latency), Outstanding: float32(s.Outstanding),
		Connections: float32(s.Connections), Znodes: float32(s.Znodes),
	}
}

// whitelist is the setting that allows four-letter words.
const whitelist = "4lw.commands.whitelist"

// missing is what the server does not tell. The mutex is held.
func (w *watched) missing(s Server) (missing []Missing) {
	if s.Role == cluster.Unreachable {
		return nil
	}
	if s.Role == cluster.Untold {
		missing = append(missing, Missing{"srvr", whitelist})
	}
	if w.refused["mntr"] {
		missing = append(missing, Missing{"mntr", whitelist})
	}
	if w.refused["conf"] {
		missing = append(missing, Missing{"conf", whitelist})
	}
	if w.refused["cons"] && s.Admin != cluster.AdminOpen {
		missing = append(missing, Missing{"cons", whitelist})
	}
	if len(missing) > 0 && (s.Admin == cluster.AdminAway || s.Admin == cluster.AdminSilent) {
		missing = append(missing, Missing{"AdminServer", "admin.enableServer"})
	}
	if len(missing) > 0 && s.Admin == cluster.AdminClosed {
		missing = append(missing, Missing{"AdminServer", "admin.needClientAuth"})
	}
	return missing
}
