package wire

import "sync/atomic"

// LastZxid is the last zxid that a session has seen over all of its links.
type LastZxid struct {
	zxid    atomic.Int64
	changed atomic.Int64 // zxid of the session's own last change
}

// Load returns the zxid; 0 if none was seen.
func (z *LastZxid) Load() int64 { return z.zxid.Load() }

// Changed records the zxid of a change that the session has made.
func (z *LastZxid) Changed(zxid int64) { raise(&z.changed, zxid) }

// Expire prepares for a new session: it forgets what was seen, except the session's own changes, so
// that no server that lacks these grants the new session.
func (z *LastZxid) Expire() { z.zxid.Store(z.changed.Load()) }

// Forget resets the zxid to 0.
func (z *LastZxid) Forget() {
	z.changed.Store(0)
	z.zxid.Store(0)
}

// saw records a zxid if it is larger: an answer from a server that is behind must not lower it.
func (z *LastZxid) saw(zxid int64) { raise(&z.zxid, zxid) }

func raise(last *atomic.Int64, zxid int64) {
	for {
		before := last.Load()
		if zxid <= before || last.CompareAndSwap(before, zxid) {
			return
		}
	}
}
