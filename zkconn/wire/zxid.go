package wire

import "sync/atomic"

// LastZxid is the last zxid that a session has seen, over all its links.
type LastZxid struct{ zxid atomic.Int64 }

// Load returns the zxid; 0 when none was seen.
func (z *LastZxid) Load() int64 { return z.zxid.Load() }

// Forget makes it 0.
func (z *LastZxid) Forget() { z.zxid.Store(0) }

// saw takes the larger zxid: a server that is behind must not make the session
// forget what it has seen.
func (z *LastZxid) saw(zxid int64) {
	for {
		before := z.zxid.Load()
		if zxid <= before || z.zxid.CompareAndSwap(before, zxid) {
			return
		}
	}
}
