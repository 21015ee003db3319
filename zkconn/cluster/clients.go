package cluster

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// The bounds of asking for connections: a server is asked at most once in consEvery,
// one that does not tell in consRetry, and what is longer than maxConsReply is cut.
const (
	consEvery    = 5 * time.Second
	consRetry    = 10 * time.Minute
	maxConsReply = 4 << 20
)

// Clients knows from which addresses the clients of sessions come, as far as servers
// tell that with the four-letter word cons: newer ones only where
// 4lw.commands.whitelist has it. It asks when somebody looks, over connections of its
// own, and keeps one answer for each server.
type Clients struct {
	dial   dialer
	asking singleflight.Group

	mu   sync.Mutex
	last map[string]clientsOf // by the cluster's name and the server's address
}

// clientsOf is what a server told.
type clientsOf struct {
	addresses map[int64]string // by session: host:port
	next      time.Time        // when it may be asked again
}

// NewClients returns a Clients that has asked nobody. config is as Cluster.Dial's.
func NewClients(config *tls.Config) *Clients {
	return &Clients{dial: byName(config), last: map[string]clientsOf{}}
}

// Of returns the address, host:port, of each session that the cluster's servers have
// told of by the time that ctx ends.
func (k *Clients) Of(ctx context.Context, c Cluster) map[int64]string {
	var answers []<-chan singleflight.Result
	for _, address := range c.Servers {
		if _, fresh := k.known(c, address); !fresh {
			answers = append(answers, k.asking.DoChan(key(c, address), func() (any, error) {
				k.ask(c, address)
				return nil, nil
			}))
		}
	}
	for _, answer := range answers {
		select {
		case <-answer:
		case <-ctx.Done():
		}
	}
	all := map[int64]string{}
	for _, address := range c.Servers {
		told, _ := k.known(c, address)
		for session, client := range told.addresses {
			all[session] = client
		}
	}
	return all
}

// known is what a server told last, and whether it need not be asked now.
func (k *Clients) known(c Cluster, address string) (told clientsOf, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	told = k.last[key(c, address)]
	return told, time.Now().Before(told.next)
}

func (k *Clients) ask(c Cluster, address string) {
	if _, fresh := k.known(c, address); fresh { // since whoever asks looked
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	reply := k.cons(ctx, c, address)
	told := clientsOf{addresses: parseCons(reply), next: time.Now().Add(consEvery)}
	if len(told.addresses) == 0 && strings.Contains(reply, "not in the whitelist") {
		told.next = time.Now().Add(consRetry)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last[key(c, address)] = told
}

// cons is what a server answers to cons; "" when it does not answer.
func (k *Clients) cons(ctx context.Context, c Cluster, address string) string {
	conn, err := k.dial(ctx, c, address)
	if err != nil {
		return ""
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if _, err := io.WriteString(conn, "cons"); err != nil {
		return ""
	}
	reply, _ := io.ReadAll(io.LimitReader(conn, maxConsReply))
	return string(reply)
}

// consLine is " /10.20.3.1:51234[1](queued=0,recved=8,sent=8,sid=0x10000cf89aa0001,…)".
// Connections without a session, such as the one that asks, have no sid.
var consLine = regexp.MustCompile(`^\s*/([0-9a-fA-F.:%]+):(\d+)\[\d+\]\(.*\bsid=0x([0-9a-f]{1,16})\b`)

func parseCons(reply string) map[int64]string {
	addresses := map[int64]string{}
	for line := range strings.Lines(reply) {
		parts := consLine.FindStringSubmatch(line)
		if parts == nil {
			continue
		}
		ip := net.ParseIP(parts[1])
		session, err := strconv.ParseUint(parts[3], 16, 64)
		if ip != nil && err == nil {
			addresses[int64(session)] = net.JoinHostPort(ip.String(), parts[2])
		}
	}
	return addresses
}
