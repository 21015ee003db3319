package recorder

import (
	"context"
	"crypto/tls"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
)

// Server tells the zxid of the newest transaction that a server has processed; false
// where it does not serve, or does not answer.
//
// What one server has processed in an epoch was committed, with all before it in that
// epoch: an epoch has one leader, which gives each zxid once. The zxid of a later epoch
// says nothing of an earlier one.
type Server func(ctx context.Context) (zxid int64, ok bool)

// Srvr asks the only server of a cluster with srvr. config is as Cluster.Dial's.
func Srvr(of cluster.Cluster, config *tls.Config) Server {
	return func(ctx context.Context) (int64, bool) {
		server, _ := cluster.NewAsker(config).Server(ctx, of, of.Servers[0])
		digits, ok := strings.CutPrefix(server.Zxid, "0x")
		zxid, err := strconv.ParseUint(digits, 16, 64)
		return int64(zxid), ok && err == nil && server.Serves()
	}
}

// asker asks servers in turn, one at a time, beside the reading.
type asker struct {
	servers []Server
	turn    int
	asked   time.Time
	answers chan answer
	waiting bool // for an answer
}

type answer struct {
	zxid int64
	ok   bool
}

func newAsker(servers []Server) *asker {
	return &asker{servers: servers, answers: make(chan answer, 1)}
}

// answer returns what a server has answered, if one has, and asks the next one if the
// caller wants to know and it is time.
func (a *asker) answer(ctx context.Context, wanted bool) (zxid int64, ok bool) {
	if a.waiting {
		select {
		case got := <-a.answers:
			a.waiting = false
			zxid, ok = got.zxid, got.ok
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
