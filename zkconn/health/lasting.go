package health

import "zkweb/zkconn/cluster"

// Lasting is the least that was measured in several rounds in a row: what stays high is
// not a moment's.
type Lasting struct{ Latency, Fsync, Outstanding float64 }

// rounds is how many rounds in a row something must be so to be Lasting.
const rounds = 3

// last returns the least that was measured in the last rounds in which the server
// answered: no answer is not a low one. The mutex is held.
func (w *watched) last(s Server) Lasting {
	if s.Role == cluster.Unreachable {
		return w.now.Lasting
	}
	round := [3]float64{s.Recent, s.RecentFsync, float64(s.Outstanding)}
	if s.Metrics == nil && len(w.lately) > 0 && s.Asked.Sub(s.Measured) < untoldFor {
		copy(round[:2], w.lately[len(w.lately)-1][:2])
	}
	w.lately = append(w.lately, round)
	if len(w.lately) < rounds {
		return Lasting{}
	}
	w.lately = w.lately[len(w.lately)-rounds:]
	least := w.lately[0]
	for _, round := range w.lately[1:] {
		for i := range least {
			least[i] = min(least[i], round[i])
		}
	}
	return Lasting{least[0], least[1], least[2]}
}

// forgetMoment forgets what was so when a server last answered, once it has been away for
// a while: nobody floods it any more, and nothing waits.
func (s *Server) forgetMoment() {
	if s.Role == cluster.Unreachable && s.Asked.Sub(s.Since) >= untoldFor {
		s.Lasting, s.Busiest, s.Most = Lasting{}, Client{}, Client{}
	}
}
