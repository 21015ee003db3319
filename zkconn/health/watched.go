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

// seldom has the questions that are asked seldom, and how often. A word that was refused is asked
// again after refusedFor.
var (
	seldom = map[string]time.Duration{
		"conf": time.Minute, "configuration": time.Minute, "cons": 30 * time.Second, "connections": 30 * time.Second, "ports": time.Hour,
	}
	refusedFor = 10 * time.Minute
)

// watched is a server that is polled.
type watched struct {
	poller *Poller
	of     *polled
	index  int

	asking  sync.Mutex // held during a round of questions
	clients connections
	told    Metrics   // the metrics that it last told
	admined time.Time // when AdminServer last answered

	first chan struct{} // closed at the end of the first poll

	// The cluster's mutex guards these.
	now     Server
	history history
	due     map[string]time.Time // when a word may be asked again
	refused map[string]bool      // words that the server does not answer
	lately  [4]measured          // milliseconds of reads, writes and fsync, and waiting requests
	round   chan struct{}        // closed at the end of the round that Look began
	known   bool                 // true once it has answered long enough for all seldom questions to have been asked
}

// watch polls the server until ctx is done. Halfway between two polls it asks one of the seldom
// questions.
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
		if !usual && w.nextSeldom() != "" { // several are due, as at the start
			usual = true
			pause.Reset(min(askTimeout, w.poller.options.Every/2))
			continue
		}
		pause.Reset(w.poller.options.Every / 2)
	}
}

// needed starts a round of all questions if nobody else is asking the server and its last answer is
// old. It returns a channel that is closed at the end of the round, or nil if none is needed. If
// the server is polled, the channel is closed at the end of the first poll.
func (w *watched) needed() <-chan struct{} {
	c := w.of
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.round != nil {
		return w.round
	}
	switch {
	case w.now.Asked.IsZero() && c.running:
		return w.first
	case c.running, !w.now.Asked.IsZero() && time.Since(w.now.Asked) < w.poller.options.Every/2:
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

// ask asks the server for its state and metrics.
func (w *watched) ask(ctx context.Context) {
	srvr, answer := w.srvr(ctx)
	if ctx.Err() != nil {
		return
	}
	next := w.current()
	next.Server = srvr
	if next.ByAdmin() {
		next.Admin, w.admined = cluster.AdminOpen, next.Asked
	}
	if answer.Text != "" || answer.Certificate != nil { // over TLS, maybe without text
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

// nextSeldom returns the seldom question that has waited longest; "" if none is due.
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
			if settings, members := parseConf(answer.Text); len(settings) > 0 { // else the server only says that it is not serving
				next.Settings, next.Members = settings, members
			}
		} else if errors.Is(err, errRefused) { // it may have told them before it was restarted
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
		_, _ = w.word(ctx, "mntr", maxMntrReply) // only to see whether mntr is allowed now: then ask uses it
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

// keep stores next as the server's current state.
func (w *watched) keep(next Server) {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	next.Missing = w.missing(next)
	if next.Role == cluster.Unreachable && w.now.Role != cluster.Unreachable {
		w.due, w.refused, w.lately = map[string]time.Time{}, map[string]bool{}, [4]measured{} // it may come back as another version
	}
	if next.Role != w.now.Role {
		delete(w.due, "ports") // a leader has one more port
	}
	if next.Asked != w.now.Asked {
		if next.Role == cluster.Leader {
			w.of.leader = w.of.leader.add(next.Asked, zxid(next.Zxid))
		}
		next.Lasting = w.last(next)
		next.forgetMoment()
	}
	if w.now.Asked.IsZero() && !next.Asked.IsZero() {
		close(w.first)
	}
	w.known = w.known || next.Role != cluster.Unreachable && next.Asked.Sub(next.Since) >= untoldFor
	w.now = next
	w.history.add(sampleOf(next))
	w.of.publish(w.poller)
}

func sampleOf(s Server) Sample {
	latency := max(s.RecentReads, s.RecentWrites, 0)
	if !s.Metrics.Has("cnt_readlatency") { // all that an older server tells
		latency = s.Latency.Avg
	}
	return Sample{
		At: s.Asked, Serves: s.Serves(), Latency: float32(latency), Outstanding: float32(s.Outstanding),
		Connections: float32(s.Connections), Znodes: float32(s.Znodes),
	}
}

// whitelist is the setting that allows four-letter words.
const whitelist = "4lw.commands.whitelist"

// missing returns the commands that the server does not answer. The mutex must be held.
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
	older := s.Version != (cluster.Version{}) && !s.Version.AtLeast(3, 5) // it has no AdminServer to enable
	if len(missing) > 0 && !older && (s.Admin == cluster.AdminAway || s.Admin == cluster.AdminSilent) {
		missing = append(missing, Missing{"AdminServer", "admin.enableServer"})
	}
	if len(missing) > 0 && s.Admin == cluster.AdminClosed {
		missing = append(missing, Missing{"AdminServer", "admin.needClientAuth"})
	}
	return missing
}
