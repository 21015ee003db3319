package health

import "time"

// The history of a server: a sample in sampleEvery, for the last hours.
const (
	sampleEvery = 30 * time.Second
	samples     = 720
)

// Sample is how a server was at one time.
type Sample struct {
	At          time.Time `json:"at"`
	Serves      bool      `json:"serves"`
	Latency     float32   `json:"ms"` // that a request took
	Outstanding float32   `json:"waiting"`
	Connections float32   `json:"connections"`
	Znodes      float32   `json:"znodes"`
}

// SampleGap is how long no sample comes at most while the console runs.
const SampleGap = 3 * sampleEvery

// history is a ring of samples.
type history struct {
	ring []Sample
	next int
}

// add keeps a sample, unless the last one is too new.
func (h *history) add(s Sample) {
	if len(h.ring) > 0 && s.At.Sub(h.ring[(h.next+len(h.ring)-1)%len(h.ring)].At) < sampleEvery {
		return
	}
	if len(h.ring) < samples {
		h.ring = append(h.ring, s)
		return
	}
	h.ring[h.next] = s
	h.next = (h.next + 1) % samples
}

// all returns the samples, oldest first.
func (h *history) all() []Sample {
	return append(append(make([]Sample, 0, len(h.ring)), h.ring[h.next:]...), h.ring[:h.next]...)
}

// marks are the zxids of a server at the times that it was asked, the oldest first, so
// that what is behind can be told in seconds.
type marks []mark

type mark struct {
	at   time.Time
	zxid int64
}

const maxMarks = 120

// add takes a zxid. One before the last is of a cluster that was restored, or made anew: what
// was before that says nothing of it.
func (m marks) add(at time.Time, zxid int64) marks {
	if len(m) > 0 && zxid < m[len(m)-1].zxid {
		m = nil
	}
	if len(m) == maxMarks {
		m = append(m[:0:0], m[1:]...)
	}
	return append(m, mark{at, zxid})
}

// counter returns how many transactions of its epoch a zxid counts. A leader begins an epoch
// with none, which its followers do not hear of before the first.
func counter(zxid int64) int64 { return zxid & 0xffffffff }

// lag returns how many transactions one zxid is behind another; of an earlier epoch, at least.
func lag(newest, own int64) int64 {
	if newest>>32 == own>>32 {
		return newest - own
	}
	return counter(newest)
}

// after returns when a transaction after this zxid was first seen; at itself where none was.
func (m marks) after(zxid int64, at time.Time) time.Time {
	for _, mark := range m {
		if mark.zxid > zxid && counter(mark.zxid) > 0 && mark.at.Before(at) {
			return mark.at
		}
	}
	return at
}
