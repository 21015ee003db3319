// Package notify tells a URL what has gone wrong with clusters, and what is right again.
package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"zkweb/web/words"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// The bounds of telling: what closes, or opens, again within settle is not told. Of what cannot be
// told maxQueue wait, with pauses from firstPause to longestPause between tries; what has opened and
// closed again waits for giveUp. What is silenced is looked for again after settle.
const (
	settle       = 15 * time.Second
	maxQueue     = 500
	giveUp       = 6 * time.Hour
	firstPause   = time.Second
	longestPause = 30 * time.Second
	remindAfter  = 10 * time.Minute // a log line, while nothing can be told
	sendTimeout  = 10 * time.Second
)

// SignatureHeader has the signature: "sha256=" and the hexadecimal HMAC-SHA256, under the
// key, of the text of TimeHeader, a dot, and the body.
const (
	SignatureHeader = "Zkweb-Signature"
	TimeHeader      = "Zkweb-Time" // seconds since 1970
)

// Message is the body, as JSON.
type Message struct {
	Event    string     `json:"event"` // "opened", "updated" or "closed"
	ID       string     `json:"id"`    // the same in all that is told of a finding, also when it opens anew
	Cluster  string     `json:"cluster"`
	Code     string     `json:"code"`
	Severity string     `json:"severity"`
	Text     string     `json:"message"`
	Next     string     `json:"next"`
	Args     znode.Args `json:"args"`
	Since    time.Time  `json:"since"` // when it was found
	At       time.Time  `json:"at"`    // when this was noticed
}

// Notifier tells one URL.
type Notifier struct {
	url      string
	key      []byte
	silenced Silenced
	logger   *slog.Logger
	client   *http.Client

	mu     sync.Mutex
	queue  []queued
	told   []queued      // that have opened, the newest maxQueue
	before []queued      // that an earlier notifier has told to have opened, and that were not found since
	trying queued        // what Run tells, or was about to
	woken  chan struct{} // holds one when the queue is another

	file      string    // where what was told is kept; "" for nowhere
	written   []byte    // what is in it
	known     Known     // what of before can be told to have closed
	recheckAt time.Time // when that is asked
}

type queued struct {
	cluster, finding string // its Key
	message          Message
	held             bool // it was silenced when it was looked at last
	again            bool // it was told before that, too

	was Message // what was told before it closed; zero where that is as it was then
}

// Silenced reports whether nobody is to be told now that a finding of a cluster, by its Key,
// has opened.
type Silenced func(cluster, finding string) bool

// New returns a notifier that tells nothing before it runs. A finding that is silenced is told,
// or told again, when the silence ends before it does.
func New(address string, key []byte, silenced Silenced, logger *slog.Logger) *Notifier {
	return &Notifier{
		url: address, key: key, silenced: silenced, logger: logger, woken: make(chan struct{}, 1),
		client: &http.Client{Timeout: sendTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Changed queues what is to be told; it does not wait. It is health.Options.Changed: what has opened
// already is told once more if it says something else than was told.
func (n *Notifier) Changed(cluster string, opened, closed []health.Finding) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	for _, f := range opened {
		n.open(queued{cluster: cluster, finding: f.Key(), message: message("opened", cluster, f, now)}, now)
	}
	for _, f := range closed {
		n.close(queued{cluster: cluster, finding: f.Key(), message: message("closed", cluster, f, now)}, now)
	}
	select {
	case n.woken <- struct{}{}:
	default:
	}
}

// is reports whether two are about the same finding.
func (q queued) is(other queued) bool {
	return q.cluster == other.cluster && q.finding == other.finding
}

// indexOf finds what is about the same finding; -1 for none.
func indexOf(all []queued, q queued) int { return slices.IndexFunc(all, q.is) }

// waits finds what is to be told of a finding with an event; -1 for nothing. The mutex is held.
func (n *Notifier) waits(event string, q queued) int {
	return slices.IndexFunc(n.queue, func(waiting queued) bool { return waiting.is(q) && waiting.message.Event == event })
}

// open queues that a finding is there, or says something else, unless that was told already: by an
// earlier notifier, or before it was gone for a moment. The mutex is held.
func (n *Notifier) open(opened queued, now time.Time) {
	gone := n.waits("closed", opened)
	before := indexOf(n.before, opened)
	switch {
	case gone >= 0 && now.Sub(n.queue[gone].message.At) < settle:
		closed := n.queue[gone]
		n.queue = slices.Delete(n.queue, gone, gone+1)
		if n.waits("opened", opened) < 0 { // it was told
			if closed.was.Event != "" {
				closed.message = closed.was
			}
			n.tell(closed)
		}
		n.update(opened)
	case before >= 0 && !n.before[before].again:
		n.tell(n.before[before])
		n.update(opened)
	case before >= 0:
		opened.held, opened.again = true, true
		n.add(opened)
	case gone < 0 && (n.waits("opened", opened) >= 0 || indexOf(n.told, opened) >= 0):
		n.update(opened)
	default:
		n.add(opened)
	}
	n.before = slices.DeleteFunc(n.before, opened.is)
}

// tell takes what was told last of a finding that is there. The mutex is held.
func (n *Notifier) tell(q queued) {
	q.message.Event = "opened"
	n.told = append(slices.DeleteFunc(n.told, q.is), queued{cluster: q.cluster, finding: q.finding, message: q.message})
	n.told = n.told[max(0, len(n.told)-maxQueue):]
}

// update has it told what a finding says now, where something else was told or is about to be. The
// mutex is held.
func (n *Notifier) update(now queued) {
	told := indexOf(n.told, now)
	same := told >= 0 && n.told[told].message.says() == now.message.says()
	at := max(n.waits("opened", now), n.waits("updated", now))
	switch {
	case at >= 0 && same && n.queue[at].message.Event == "updated": // it was so for a moment
		n.queue = slices.Delete(n.queue, at, at+1)
	case at >= 0:
		now.message.Event, now.message.At = n.queue[at].message.Event, n.queue[at].message.At
		n.queue[at].message = now.message
	case told >= 0 && !same:
		now.message.Event = "updated"
		n.add(now)
	}
}

// says returns what a finding says, without what is measured.
func (m Message) says() string {
	return health.Finding{Severity: health.Severity(m.Severity), Args: m.Args}.Says()
}

// close queues that a finding is over, or drops it where nobody needs to know: it lasted
// for a moment, or only while it was silenced. The mutex is held.
func (n *Notifier) close(closed queued, now time.Time) {
	if told := indexOf(n.told, closed); told >= 0 {
		closed.was = n.told[told].message
	}
	n.told = slices.DeleteFunc(n.told, closed.is)
	if updated := n.waits("updated", closed); updated >= 0 {
		n.queue = slices.Delete(n.queue, updated, updated+1)
	}
	at := n.waits("opened", closed)
	if at >= 0 && (n.holds(&n.queue[at], now) || now.Sub(n.queue[at].message.At) < settle) {
		known := n.queue[at].again
		n.queue = slices.Delete(n.queue, at, at+1)
		if !known {
			return
		}
	}
	n.add(closed)
}

// recall queues once more what has been told and is silenced now, to wait for the end of that.
// The mutex is held.
func (n *Notifier) recall() {
	n.told = slices.DeleteFunc(n.told, func(told queued) bool {
		silenced := n.silenced(told.cluster, told.finding)
		if silenced {
			told.held, told.again = true, true
			if updated := n.waits("updated", told); updated >= 0 {
				told.message = n.queue[updated].message
				told.message.Event = "opened"
				n.queue = slices.Delete(n.queue, updated, updated+1)
			}
			n.add(told)
		}
		return silenced
	})
}

// holds reports whether a message waits for the end of a silence; one that did counts as
// noticed when that ends. The mutex is held.
func (n *Notifier) holds(q *queued, now time.Time) bool {
	held := q.message.Event != "closed" && n.silenced(q.cluster, q.finding)
	if q.held && !held {
		q.message.At = now.UTC()
	}
	q.held = held
	return held
}

// add queues. Beyond the bound it drops what is over, else the oldest. The mutex is held.
func (n *Notifier) add(q queued) {
	if len(n.queue) == maxQueue && !n.dropOver(time.Now(), n.trying) {
		n.logDropped(n.queue[0], "too much waits to be told")
		n.queue = n.queue[1:]
	}
	n.queue = append(n.queue, q)
}

// dropOver drops the oldest finding that has both opened and closed while it waits, if it had
// closed by then and is not the one that may just be told; it reports whether there is one. The
// mutex is held.
func (n *Notifier) dropOver(then time.Time, trying queued) bool {
	for i, opened := range n.queue {
		closes := slices.IndexFunc(n.queue[i:], func(q queued) bool { return q.is(opened) && q.message.Event == "closed" })
		if opened.message.Event == "opened" && !opened.again && !opened.is(trying) && closes > 0 && !n.queue[i+closes].message.At.After(then) {
			n.logDropped(opened, "it is over and could not be told")
			n.queue = slices.Delete(slices.Delete(n.queue, i+closes, i+closes+1), i, i+1)
			return true
		}
	}
	return false
}

func (n *Notifier) logDropped(q queued, why string) {
	n.logger.Warn("nobody is told of a finding any more", "why", why, "cluster", q.cluster, "code", q.message.Code, "since", q.message.Since)
}

func message(event, cluster string, f health.Finding, at time.Time) Message {
	w, args := words.English.Findings, maps.Clone(f.Args)
	delete(args, health.PathArg) // whoever is told may not be one who sees the znode
	return Message{
		Event: event, Cluster: cluster, Code: string(f.Code), Severity: string(f.Severity),
		Text: w.What[string(f.Code)](args), Next: w.NextStep(string(f.Code), args), Args: args, Since: f.Since.UTC(), At: at.UTC(),
	}
}

// Run tells what is queued, one after the other, until ctx ends.
func (n *Notifier) Run(ctx context.Context) {
	defer n.keep()
	var logged time.Time
	for pause := firstPause; ctx.Err() == nil; {
		first, wait := n.first()
		n.keep()
		if wait > 0 {
			n.rest(ctx, wait, n.woken)
			continue
		}
		err := n.send(ctx, first)
		if err == nil {
			if pause > firstPause {
				n.logger.Info("findings are told again")
			}
			n.sent(first)
			pause = firstPause
			continue
		}
		if pause < longestPause || time.Since(logged) >= remindAfter {
			n.logger.Warn("a finding could not be told; it is tried again", "why", plainly(err), "in", pause)
			logged = time.Now()
		}
		n.rest(ctx, pause, nil)
		pause = min(2*pause, longestPause)
	}
}

// plainly returns an error without the URL, which may hold a secret.
func plainly(err error) error {
	if inner, ok := errors.AsType[*url.Error](err); ok {
		return inner.Err
	}
	return err
}

// rest waits for a time, until woken, or until ctx ends.
func (n *Notifier) rest(ctx context.Context, wait time.Duration, woken <-chan struct{}) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-woken:
	case <-ctx.Done():
	}
}

// first returns what is to be told next, or looked for, and how long that waits.
func (n *Notifier) first() (queued, time.Duration) {
	now := time.Now()
	n.closeUnseen(now)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.recall()
	for n.dropOver(now.Add(-giveUp), queued{}) {
	}
	for i := range n.queue {
		if first := &n.queue[i]; !n.holds(first, now) {
			n.trying = *first
			return *first, max(0, settle-now.Sub(first.message.At))
		}
	}
	return queued{}, settle
}

// sent takes what was sent out of the queue. What is there is kept, but where it has closed
// meanwhile, and told once more where it says something else by now.
func (n *Notifier) sent(done queued) {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := slices.IndexFunc(n.queue, func(waiting queued) bool {
		return waiting.is(done) && waiting.message.At.Equal(done.message.At)
	})
	if at < 0 {
		return
	}
	now := n.queue[at]
	n.queue = slices.Delete(n.queue, at, at+1)
	closes := n.waits("closed", done)
	switch {
	case done.message.Event == "closed":
	case closes >= 0:
		n.queue[closes].was = done.message
	default:
		n.tell(done)
		n.update(now)
	}
}

// id returns what tells a finding from others, and not which znode it is about.
func (n *Notifier) id(q queued) string {
	return strings.TrimPrefix(Sign(n.key, q.cluster, []byte(q.finding)), "sha256=")[:16]
}

func (n *Notifier) send(ctx context.Context, q queued) error {
	q.message.ID = n.id(q)
	body, err := json.Marshal(q.message)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, n.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	at := strconv.FormatInt(time.Now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(TimeHeader, at)
	request.Header.Set(SignatureHeader, Sign(n.key, at, body))
	response, err := n.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("it answers %s", response.Status)
	}
	return nil
}

// Sign returns the signature of a body that is sent at a time.
func Sign(key []byte, at string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
