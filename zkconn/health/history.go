package health

import "time"

// The history of a server has one sample each sampleEvery.
const (
	sampleEvery = 30 * time.Second
	samples     = 720
)

// Sample is the state of a server at one time.
type Sample struct {
	At          time.Time `json:"at"`
	Serves      bool      `json:"serves"`
	Latency     float32   `json:"ms"` // of a request
	Outstanding float32   `json:"waiting"`
	Connections float32   `json:"connections"`
	Znodes      float32   `json:"znodes"`
}

// SampleGap is the longest time between two samples while the console runs.
const SampleGap = 3 * sampleEvery

// history is a ring of samples.
type history struct {
	ring []Sample
	next int
}

// add keeps a sample, unless the last one is less than sampleEvery old.
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

// marks are the zxids of a server at the times when it was asked, the oldest first. They turn a
// distance in transactions into a time.
type marks []mark

type mark struct {
	at   time.Time
	zxid int64
}

const maxMarks = 120

// add appends a zxid. A zxid lower than the last one is that of a cluster that was restored or made
// anew, so that earlier marks are dropped.
func (m marks) add(at time.Time, zxid int64) marks {
	if len(m) > 0 && zxid < m[len(m)-1].zxid {
		m = nil
	}
	if len(m) == maxMarks {
		m = append(m[:0:0], m[1:]...)
	}
	return append(m, mark{at, zxid})
}

// counter returns the number of a zxid within its epoch. A new leader has the number 0, which its
// followers do not hear of before the first transaction.
func counter(zxid int64) int64 { return zxid & 0xffffffff }

// lag returns by how many transactions own is behind newest. If own is of an earlier epoch, it is a
// lower bound.
func lag(newest, own int64) int64 {
	if newest>>32 == own>>32 {
		return newest - own
	}
	return counter(newest)
}

// after returns when a transaction later than zxid was first seen, or at if none was.
func (m marks) after(zxid int64, at time.Time) time.Time {
	for _, mark := range m {
		if mark.zxid > zxid && counter(mark.zxid) > 0 && mark.at.Before(at) {
			return mark.at
		}
	}
	return at
}
