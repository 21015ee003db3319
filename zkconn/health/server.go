package health

import (
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
)

// Server is one server as it was last asked. What it did not tell is zero.
type Server struct {
	cluster.Server // by srvr
	Metrics        Metrics
	Measured       time.Time         // when it told metrics last
	Settings       map[string]string // of its configuration, by zoo.cfg's names; nil where it does not tell
	Members        []Member          // of the ensemble, as it knows them
	Missing        []Missing         // what it does not tell

	RecentReads  float64       // milliseconds that a read or a ping took since it was asked before; negative where that is not known
	RecentWrites float64       // milliseconds that a write took, likewise
	RecentFsync  float64       // milliseconds that writing the log to the disk took, likewise
	Lasting      Lasting       // what has been so for some rounds
	Lag          int64         // transactions that it is behind the leader, when both were last asked
	Behind       time.Duration // how old the oldest of these was when it was asked
	Expires      time.Time     // when its certificate does; zero without TLS
	Admin        cluster.AdminState
	Clock        time.Duration // that its clock is ahead of the console's; by AdminServer, to a second
	Ports        []int         // of the ensemble's own protocols that the console could connect to
	Busiest      Client        // who has sent most requests, and who holds most connections
	Most         Client
	Rejected     Rejected
}

// LastElection returns when the server's ensemble agreed on a leader last, or when it came to it after
// that: since then it serves. Zero where it does not tell (before 3.6), or is of no ensemble.
func (s Server) LastElection() time.Time {
	if s.Metrics["looking_count"] == 0 {
		return time.Time{}
	}
	return s.Measured.Add(-s.Metrics.Duration("uptime"))
}

// Rejected are connections that a server refused, as it had too many.
type Rejected struct {
	Count int       // lately, as none of them was long after the one before
	At    time.Time // when it had refused the last of them
}

// more returns those that were refused since the server told its metrics before.
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

// lately reports whether some were refused not long before a time.
func (r Rejected) lately(at time.Time) bool { return r.Count > 0 && at.Sub(r.At) < untoldFor }

// Client is an address from which a server is used.
type Client struct {
	Address     string  // without its port; "" for none
	Connections int     // to one server
	Session     int64   // of the connection that sends most of its requests; 0 for none
	Rate        float64 // requests a second, on all of them
}

// Missing is a command that a server does not answer, and the setting of zoo.cfg that
// allows it.
type Missing struct{ Command, Setting string }

// Metrics are what mntr or AdminServer's monitor tells, by mntr's names without zk_.
type Metrics map[string]float64

// kept are the metrics that are of use here. 3.9 tells 430.
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

// parseMntr takes what mntr answers: a name and a value on each line, a tab between.
func parseMntr(reply string) Metrics {
	metrics := Metrics{}
	for line := range strings.Lines(reply) {
		if !strings.HasSuffix(line, "\n") { // cut at the limit: it may be half a number
			break
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), "\t")
		metrics.keep(strings.TrimPrefix(name, "zk_"), value)
	}
	return metrics
}

// maxMetric bounds a metric: Java's numbers are less, and sums of them can be written down.
const maxMetric = 1e19

func (m Metrics) keep(name, value string) {
	number, err := strconv.ParseFloat(value, 64)
	if err == nil && kept[name] && number >= 0 && number < maxMetric { // -1 is none
		m[name] = number
	}
}

// Has reports whether the server told a metric.
func (m Metrics) Has(name string) bool {
	_, told := m[name]
	return told
}

// Duration returns a metric in milliseconds; 0 where it is not told.
func (m Metrics) Duration(name string) time.Duration {
	return time.Duration(m[name] * float64(time.Millisecond))
}

// meanSince returns the mean of what was measured between two answers of a server, by the sum
// and the count of the metrics with this name; negative where nothing was, or the server
// has started anew.
func (m Metrics) meanSince(before Metrics, name string) float64 {
	sum := m["sum_"+name] - before["sum_"+name]
	count := m["cnt_"+name] - before["cnt_"+name]
	if before == nil || count <= 0 || sum < 0 {
		return -1
	}
	return sum / count
}

// zxid returns the number behind "0x100000005"; 0 where it is none.
func zxid(text string) int64 {
	number, err := strconv.ParseUint(strings.TrimPrefix(text, "0x"), 16, 64)
	if err != nil {
		return 0
	}
	return int64(number)
}
