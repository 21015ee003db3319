package health

import (
	"slices"
	"time"

	"zkweb/zkconn/cluster"
)

// Lasting is the least that was measured in several rounds in a row: what stays high is
// not a moment's.
type Lasting struct{ Reads, Writes, Fsync, Outstanding float64 }

// slower returns which requests take longer, "reads" or "writes", and how many milliseconds:
// of both together a slow write would be lost among pings, which count as reads.
func (l Lasting) slower() (of string, ms float64) {
	if l.Writes > l.Reads {
		return "writes", l.Writes
	}
	return "reads", l.Reads
}

// rounds is how many rounds in a row something must be so to be Lasting.
const rounds = 3

// measured is what the last rounds measured of one thing. Rounds in which there was nothing to
// measure do not count: an operation that takes longer than a round is not fast in the rounds in
// which it does not end.
type measured struct {
	values []float64
	at     time.Time // of the last one
}

// add takes what a round measured; below 0 for nothing.
func (m *measured) add(value float64, at time.Time) {
	if value < 0 {
		return
	}
	if at.Sub(m.at) >= untoldFor {
		m.values = nil
	}
	m.values, m.at = append(m.values, value), at
	m.values = m.values[max(0, len(m.values)-rounds):]
}

// least returns the least of them; 0 where they are too few, or old.
func (m *measured) least(now time.Time) float64 {
	if len(m.values) < rounds || now.Sub(m.at) >= untoldFor {
		return 0
	}
	return slices.Min(m.values)
}

// last returns the least that was measured in the last rounds in which the server
// answered: no answer is not a low one. The mutex is held.
func (w *watched) last(s Server) Lasting {
	if s.Role == cluster.Unreachable {
		return w.now.Lasting
	}
	outstanding := -1.0
	if s.Told() {
		outstanding = float64(s.Outstanding)
	}
	var least [4]float64
	for i, value := range []float64{s.RecentReads, s.RecentWrites, s.RecentFsync, outstanding} {
		w.lately[i].add(value, s.Asked)
		least[i] = w.lately[i].least(s.Asked)
	}
	return Lasting{least[0], least[1], least[2], least[3]}
}

// forgetMoment forgets what was so when a server last answered, once it has been away for
// a while: nobody floods it any more, and nothing waits.
func (s *Server) forgetMoment() {
	if s.Role == cluster.Unreachable && s.Asked.Sub(s.Since) >= untoldFor {
		s.Lasting, s.Busiest, s.Most = Lasting{}, Client{}, Client{}
	}
}
