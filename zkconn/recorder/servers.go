package recorder

import (
	"context"
	"crypto/tls"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/txnlog"
)

// Server returns the zxid of the newest transaction that a server has processed. ok is false if the
// server does not serve or does not answer.
//
// What one server has processed in an epoch was committed, and so was everything before it in that
// epoch: an epoch has one leader, which assigns each zxid once. A zxid of a later epoch tells
// nothing about an earlier one.
type Server func(ctx context.Context) (zxid int64, ok bool)

// Srvr returns a Server that asks the only server of a cluster by srvr. config is as for
// Cluster.Dial.
func Srvr(of cluster.Cluster, config *tls.Config) Server {
	return func(ctx context.Context) (int64, bool) {
		server, _ := cluster.NewAsker(config).Server(ctx, of, of.Servers[0])
		digits, ok := strings.CutPrefix(server.Zxid, "0x")
		zxid, err := strconv.ParseUint(digits, 16, 64)
		return int64(zxid), ok && err == nil && server.Serves()
	}
}

// asker asks servers in turn, one at a time, in the background.
type asker struct {
	servers []Server
	turn    int
	asked   time.Time
	answers chan answer
	waiting bool      // whether an answer is awaited
	heard   time.Time // the time of the last answer, or of the creation if there is none
	newest  int64     // newest epoch in an answer
}

type answer struct {
	zxid int64
	ok   bool
}

func newAsker(servers []Server) *asker {
	return &asker{servers: servers, answers: make(chan answer, 1), heard: time.Now()}
}

// mayKnow reports whether a server may still tell that a zxid was committed: servers answer, and
// none has told of a later epoch.
func (a *asker) mayKnow(zxid int64) bool {
	return len(a.servers) > 0 && txnlog.Epoch(zxid) >= a.newest && time.Since(a.heard) < giveUpAfter
}

// answer returns the answer of a server, if there is one. It asks the next server if wanted is true
// and the pause is over.
func (a *asker) answer(ctx context.Context, wanted bool) (zxid int64, ok bool) {
	if a.waiting {
		select {
		case got := <-a.answers:
			a.waiting = false
			if zxid, ok = got.zxid, got.ok; ok {
				a.heard, a.newest = time.Now(), max(a.newest, txnlog.Epoch(zxid))
			}
		default:
		}
	}
	if wanted && !a.waiting && len(a.servers) > 0 && time.Since(a.asked) >= askEvery {
		server := a.servers[a.turn%len(a.servers)]
		a.turn, a.asked, a.waiting = a.turn+1, time.Now(), true
		go func() {
			ctx, cancel := context.WithTimeout(ctx, askTimeout)
			defer cancel()
			zxid, ok := server(ctx)
			a.answers <- answer{zxid, ok}
		}()
	}
	return zxid, ok
}
