package health

import (
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// Server is the state of a server as it last told it. What it does not tell is zero.
type Server struct {
	cluster.Server // from srvr
	Metrics        Metrics
	Measured       time.Time         // when it last told its metrics
	Settings       map[string]string // its configuration by the names of zoo.cfg; nil if it does not tell
	Members        []Member          // of the ensemble, as this server knows them
	Missing        []Missing         // commands that it does not answer

	RecentReads  float64       // milliseconds that a read or ping took since the answer before; negative if not known
	RecentWrites float64       // the same for writes
	RecentFsync  float64       // the same for syncing the log to disk
	Lasting      Lasting       // minimum over some rounds
	Lag          int64         // number of transactions that it is behind the leader
	Behind       time.Duration // age of the oldest of these when the server was asked
	Expires      time.Time     // when its certificate expires; zero without TLS
	Admin        cluster.AdminState
	Clock        time.Duration // how far its clock is ahead of the console's, by AdminServer, to a second
	Ports        []int         // ports for the ensemble's own protocols to which the console could connect
	Busiest      Client        // clients with the most requests, and with the most connections
	Most         Client
	Rejected     Rejected
}

// ByAdmin reports whether only AdminServer tells how the server is, because it hangs up on its port
// for clients: it has as many connections as it allows.
func (s Server) ByAdmin() bool { return s.Serves() && s.Why == znode.CodeServerHangsUp }

// LastElection returns when the server's ensemble last elected a leader, or when this server joined
// it later. It is zero if the server does not tell (before 3.6) or belongs to no ensemble.
func (s Server) LastElection() time.Time {
	if s.Metrics["looking_count"] == 0 {
		return time.Time{}
	}
	return s.Measured.Add(-s.Metrics.Duration("uptime"))
}

// Rejected counts connections that a server refused because it had too many.
type Rejected struct {
	Count int       // without long pauses between them
	At    time.Time // when the last of them was refused
}

// more returns r with the connections that were refused between two answers of a server.
func (r Rejected) more(now, before Metrics, at time.Time) Rejected {
	const name = "connection_rejected"
	if more := int(now[name] - before[name]); before.Has(name) && more > 0 {
		if !r.lately(at) {
			r.Count = 0
		}
		return Rejected{r.Count + more, at}
	}
	return r
}

// lately reports whether connections were refused shortly before a time.
func (r Rejected) lately(at time.Time) bool { return r.Count > 0 && at.Sub(r.At) < untoldFor }

// Client is an address from which clients connect to a server.
type Client struct {
	Address     string  // without port; "" for none
	Connections int     // to one server
	Session     int64   // the session that sends most of its requests; 0 for none
	Rate        float64 // requests a second, on all of its connections
}

// Missing is a command that a server does not answer, and the setting of zoo.cfg that would allow
// it.
type Missing struct{ Command, Setting string }

// Metrics are the answers to mntr or to AdminServer's monitor, by mntr's names without "zk_".
type Metrics map[string]float64

// kept names the metrics that are used. A 3.9 server has 430.
var kept = map[string]bool{}

func init() {
	for _, name := range strings.Fields(`
		uptime leader_uptime watch_count ephemerals_count approximate_data_size quorum_size
		open_file_descriptor_count max_file_descriptor_count
		synced_followers learners followers pending_syncs looking_count max_election_time
		avg_latency outstanding_requests num_alive_connections znode_count connection_rejected
		avg_fsynctime max_fsynctime cnt_fsynctime sum_fsynctime fsync_threshold_exceed_count
		p99_readlatency cnt_readlatency sum_readlatency p99_updatelatency cnt_updatelatency sum_updatelatency
		max_client_response_size large_requests_rejected`) {
		kept[name] = true
	}
}

// parseMntr parses the answer to mntr: lines of a name, a tab and a value.
func parseMntr(reply string) Metrics {
	metrics := Metrics{}
	for line := range strings.Lines(reply) {
		if !strings.HasSuffix(line, "\n") { // the answer was cut off: the last value may not be whole
			break
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), "\t")
		metrics.keep(strings.TrimPrefix(name, "zk_"), value)
	}
	return metrics
}

// maxMetric bounds a metric. It is above Java's largest integer, and small enough to be added up
// and stored.
const maxMetric = 1e19

func (m Metrics) keep(name, value string) {
	number, err := strconv.ParseFloat(value, 64)
	if err == nil && kept[name] && number >= 0 && number < maxMetric { // -1 means none
		m[name] = number
	}
}

// Has reports whether the server told a metric.
func (m Metrics) Has(name string) bool {
	_, told := m[name]
	return told
}

// Duration returns a metric that is in milliseconds; 0 if it is missing.
func (m Metrics) Duration(name string) time.Duration {
	return time.Duration(m[name] * float64(time.Millisecond))
}

// meanSince returns the mean of a summary between two answers of a server, computed from its sum
// and its count. It is negative if nothing was measured, or if the server was restarted.
func (m Metrics) meanSince(before Metrics, name string) float64 {
	sum := m["sum_"+name] - before["sum_"+name]
	count := m["cnt_"+name] - before["cnt_"+name]
	if before == nil || count <= 0 || sum < 0 {
		return -1
	}
	return sum / count
}

// zxid parses a zxid such as "0x100000005"; it returns 0 for anything else.
func zxid(text string) int64 {
	number, err := strconv.ParseUint(strings.TrimPrefix(text, "0x"), 16, 64)
	if err != nil {
		return 0
	}
	return int64(number)
}
