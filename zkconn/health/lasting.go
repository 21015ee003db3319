package health

import (
	"slices"
	"time"

	"zkweb/zkconn/cluster"
)

// Lasting holds the minimum of each value over several rounds in a row, so that a short peak does
// not count.
type Lasting struct{ Reads, Writes, Fsync, Outstanding float64 }

// slower returns the slower kind of request, "reads" or "writes", and its milliseconds. They are
// kept apart because pings count as reads, and would hide a slow write.
func (l Lasting) slower() (of string, ms float64) {
	if l.Writes > l.Reads {
		return "writes", l.Writes
	}
	return "reads", l.Reads
}

// rounds is the number of rounds over which Lasting takes the minimum.
const rounds = 3

// measured holds the last values of one quantity. Rounds without a value do not count: an operation
// that takes longer than a round is not fast in the rounds in which it does not end.
type measured struct {
	values []float64
	at     time.Time // time of the last value
}

// add takes the value of a round; a negative one means that there was nothing to measure.
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

// least returns the minimum of the values; 0 if there are too few or they are too old.
func (m *measured) least(now time.Time) float64 {
	if len(m.values) < rounds || now.Sub(m.at) >= untoldFor {
		return 0
	}
	return slices.Min(m.values)
}

// last returns the minimum over the last rounds in which the server answered. The cluster's mutex
// must be held.
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

// forgetMoment drops what described the moment when the server last answered, once it has been away
// for untoldFor.
func (s *Server) forgetMoment() {
	if s.Role == cluster.Unreachable && s.Asked.Sub(s.Since) >= untoldFor {
		s.Lasting, s.Busiest, s.Most = Lasting{}, Client{}, Client{}
	}
}
