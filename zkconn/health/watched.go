package health

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/cluster"
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

// nextSeldom returns the question that has waited longest; "" where none is due.
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
			if settings, members := parseConf(answer.Text); len(settings) > 0 { // else it says that it does not serve just now
				next.Settings, next.Members = settings, members
			}
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

var errRefused = errors.New("the server does not take the word")

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
	if next.Role != w.now.Role {
		delete(w.due, "ports") // a leader has one more
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
	latency := max(s.RecentReads, s.RecentWrites, 0)
	if !s.Metrics.Has("cnt_readlatency") { // all that an older one tells
		latency = s.Latency.Avg
	}
	return Sample{
		At: s.Asked, Serves: s.Serves(), Latency: float32(latency), Outstanding: float32(s.Outstanding),
		Connections: float32(s.Connections), Znodes: float32(s.Znodes),
	}
}

// whitelist is the setting that allows four-letter words.
const whitelist = "4lw.commands.whitelist"

// missing returns what the server does not tell. The mutex is held.
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
	older := s.Version != (cluster.Version{}) && !s.Version.AtLeast(3, 5) // there is no AdminServer to allow
	if len(missing) > 0 && !older && (s.Admin == cluster.AdminAway || s.Admin == cluster.AdminSilent) {
		missing = append(missing, Missing{"AdminServer", "admin.enableServer"})
	}
	if len(missing) > 0 && s.Admin == cluster.AdminClosed {
		missing = append(missing, Missing{"AdminServer", "admin.needClientAuth"})
	}
	return missing
}
