package wire

import "sync/atomic"

// LastZxid is the last zxid that a session has seen, over all its links.
type LastZxid struct {
	zxid    atomic.Int64
	changed atomic.Int64 // the last of the session's own changes
}

// Load returns the zxid; 0 when none was seen.
func (z *LastZxid) Load() int64 { return z.zxid.Load() }

// Changed takes the zxid of a change that the session has made.
func (z *LastZxid) Changed(zxid int64) { raise(&z.changed, zxid) }

// Expire forgets what was seen but not what was changed: a new session is granted by no
// server that has not seen that.
func (z *LastZxid) Expire() { z.zxid.Store(z.changed.Load()) }

// Forget makes it 0.
func (z *LastZxid) Forget() {
	z.changed.Store(0)
	z.zxid.Store(0)
}

// saw takes the larger zxid: a server that is behind must not make the session
// forget what it has seen.
func (z *LastZxid) saw(zxid int64) { raise(&z.zxid, zxid) }

func raise(last *atomic.Int64, zxid int64) {
	for {
		before := last.Load()
		if zxid <= before || last.CompareAndSwap(before, zxid) {
			return
		}
	}
}
