// Package notify reports to a URL which findings of clusters have opened and closed.
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

// Limits of the notifier. A finding that closes, or opens again, within settle is not reported. Up
// to maxQueue messages wait while the URL cannot be reached, with pauses from firstPause to
// longestPause between attempts. A finding that has opened and closed again waits for giveUp at
// most. Silences are checked again after settle.
const (
	settle       = 15 * time.Second
	maxQueue     = 500
	giveUp       = 6 * time.Hour
	firstPause   = time.Second
	longestPause = 30 * time.Second
	remindAfter  = 10 * time.Minute // between log lines while nothing can be sent
	sendTimeout  = 10 * time.Second
)

// SignatureHeader names the header with the signature: "sha256=" and the hexadecimal HMAC-SHA256,
// under the key, of the value of TimeHeader, a dot, and the body.
const (
	SignatureHeader = "Zkweb-Signature"
	TimeHeader      = "Zkweb-Time" // its value is in seconds since 1970
)

// Message is the body of a request, as JSON.
type Message struct {
	Event    string     `json:"event"` // "opened", "updated" or "closed"
	ID       string     `json:"id"`    // the same in all messages about a finding, also when it opens again
	Cluster  string     `json:"cluster"`
	Code     string     `json:"code"`
	Severity string     `json:"severity"`
	Text     string     `json:"message"`
	Next     string     `json:"next"`
	Args     znode.Args `json:"args"`
	Since    time.Time  `json:"since"` // when the finding was found
	At       time.Time  `json:"at"`    // when this event was noticed
}

// Notifier sends messages to one URL.
type Notifier struct {
	url      string
	key      []byte
	silenced Silenced
	logger   *slog.Logger
	client   *http.Client

	mu     sync.Mutex
	queue  []queued
	told   []queued      // the findings reported as opened, the newest maxQueue
	before []queued      // reported as opened by an earlier notifier and not found since
	trying queued        // what Run sends, or was about to send
	woken  chan struct{} // has an element when the queue has changed

	file      string    // where the open findings are kept; "" for nowhere
	written   []byte    // the content of the file
	known     Known     // reports which of before may be closed
	recheckAt time.Time // when before is checked with known
}

type queued struct {
	cluster, finding string // the Key of the finding
	message          Message
	held             bool // whether it was silenced at the last check
	again            bool // whether it was reported before it was silenced

	was Message // what was reported before it closed; zero for nothing
}

// Silenced reports whether a finding of a cluster, by its Key, must not be reported as opened now.
type Silenced func(cluster, finding string) bool

// New returns a notifier, which sends nothing before Run. A silenced finding is sent, or sent
// again, when the silence ends while the finding is still open.
func New(address string, key []byte, silenced Silenced, logger *slog.Logger) *Notifier {
	return &Notifier{
		url: address, key: key, silenced: silenced, logger: logger, woken: make(chan struct{}, 1),
		client: &http.Client{Timeout: sendTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// Changed queues messages and does not wait. It serves as health.Options.Changed: a finding that is
// already open is reported once more if it says something else than before.
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

// is reports whether both are about the same finding.
func (q queued) is(other queued) bool {
	return q.cluster == other.cluster && q.finding == other.finding
}

// indexOf returns the index of the element about the same finding, or -1.
func indexOf(all []queued, q queued) int { return slices.IndexFunc(all, q.is) }

// waits returns the index in the queue of an event of a finding, or -1. The mutex must be held.
func (n *Notifier) waits(event string, q queued) int {
	return slices.IndexFunc(n.queue, func(waiting queued) bool { return waiting.is(q) && waiting.message.Event == event })
}

// open queues that a finding has opened or says something else, unless that was already reported by
// an earlier notifier or before the finding was gone for less than settle. The mutex must be held.
func (n *Notifier) open(opened queued, now time.Time) {
	gone := n.waits("closed", opened)
	before := indexOf(n.before, opened)
	switch {
	case gone >= 0 && now.Sub(n.queue[gone].message.At) < settle:
		closed := n.queue[gone]
		n.queue = slices.Delete(n.queue, gone, gone+1)
		if n.waits("opened", opened) < 0 { // it was reported
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

// tell records what was last reported of an open finding. The mutex must be held.
func (n *Notifier) tell(q queued) {
	q.message.Event = "opened"
	n.told = append(slices.DeleteFunc(n.told, q.is), queued{cluster: q.cluster, finding: q.finding, message: q.message})
	n.told = n.told[max(0, len(n.told)-maxQueue):]
}

// update queues what a finding says now if that differs from what was reported or is queued. The
// mutex must be held.
func (n *Notifier) update(now queued) {
	told := indexOf(n.told, now)
	same := told >= 0 && n.told[told].message.says() == now.message.says()
	at := max(n.waits("opened", now), n.waits("updated", now))
	switch {
	case at >= 0 && same && n.queue[at].message.Event == "updated": // it was different only for a moment
		n.queue = slices.Delete(n.queue, at, at+1)
	case at >= 0:
		now.message.Event, now.message.At = n.queue[at].message.Event, n.queue[at].message.At
		n.queue[at].message = now.message
	case told >= 0 && !same:
		now.message.Event = "updated"
		n.add(now)
	}
}

// says returns what a finding says, without measured values.
func (m Message) says() string {
	return health.Finding{Severity: health.Severity(m.Severity), Args: m.Args}.Says()
}

// close queues that a finding has closed, or drops the finding if it lasted less than settle or was
// silenced all the time. The mutex must be held.
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

// recall moves reported findings that are silenced now back to the queue, where they wait for the
// end of the silence. The mutex must be held.
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

// holds reports whether a message has to wait for the end of a silence, and updates it. When the
// silence ends, the message counts as noticed then. The mutex must be held.
func (n *Notifier) holds(q *queued, now time.Time) bool {
	held := q.message.Event != "closed" && n.silenced(q.cluster, q.finding)
	if q.held && !held {
		q.message.At = now.UTC()
	}
	q.held = held
	return held
}

// add appends to the queue. If the queue is full, it drops a finding that is over, else the oldest
// message. The mutex must be held.
func (n *Notifier) add(q queued) {
	if len(n.queue) == maxQueue && !n.dropOver(time.Now(), n.trying) {
		n.logDropped(n.queue[0], "too much waits to be told")
		n.queue = n.queue[1:]
	}
	n.queue = append(n.queue, q)
}

// dropOver drops the oldest finding that has both opened and closed in the queue, was closed by
// then, and is not trying, which may be on its way. It reports whether there was one. The mutex
// must be held.
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
	delete(args, health.PathArg) // the recipient may not be allowed to see the znode
	return Message{
		Event: event, Cluster: cluster, Code: string(f.Code), Severity: string(f.Severity),
		Text: w.What[string(f.Code)](args), Next: w.NextStep(string(f.Code), args), Args: args, Since: f.Since.UTC(), At: at.UTC(),
	}
}

// Run sends the queued messages one after the other until ctx is done.
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

// plainly returns an error without the URL, which may contain a secret.
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

// first returns the message to send or check next, and how long to wait before that.
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

// sent removes a sent message from the queue. It records an open finding as reported unless it has
// closed in the meantime, and queues an update if it says something else by now. The mutex must not
// be held.
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

// id returns an ID for a finding that does not reveal which znode it is about.
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

// Sign returns the signature of a body that is sent at the given time, the value of TimeHeader.
func Sign(key []byte, at string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
