package mask

import (
	"context"
	"runtime"
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

const (
	// MaxTime is how long the masking of one znode's data may take, unless WithTime says
	// otherwise; beyond, the data is masked as a whole.
	MaxTime = time.Second
	// minHeavy is from how many bytes on data waits for its turn: a few are masked
	// at a time.
	minHeavy = 64 << 10
)

// WithTime returns a Masker like m that lets the masking of one znode's data take as long
// as limit, and keeps for itself what it masked. It is for tests, in which what is masked must
// not depend on how busy the machine is.
func (m *Masker) WithTime(limit time.Duration) *Masker {
	timed := *m
	timed.time, timed.cache = limit, newCache(cacheBudget)
	return &timed
}

// MaskWithin is like Mask, for pages: what takes more than its time, or goes on when
// ctx has ended, is masked as a whole. With a limit other than 0, the result may
// be the beginning of the masked data, of that many bytes at least. What was
// masked is kept for a while.
func (m *Masker) MaskWithin(ctx context.Context, path znode.Path, data []byte, limit int) Masked {
	if len(data) == 0 {
		return Nothing(path, data)
	}
	key := keyOf(m.chroot, path, data, limit)
	if known, ok := m.cache.get(key); ok {
		return known
	}
	if len(data) >= minHeavy {
		select {
		case m.turns <- struct{}{}:
			defer func() { <-m.turns }()
		case <-ctx.Done():
			return slow(format.Read(path, data))
		}
		if known, ok := m.cache.get(key); ok {
			return known
		}
	}
	timed, cancel := context.WithTimeout(ctx, m.time)
	defer cancel()
	masked := m.maskUntil(timed, format.Read(path, data), limit)
	if ctx.Err() == nil {
		m.cache.put(key, masked)
	}
	return masked
}

// Nothing returns the func of that name for pages: what the formats read in data that is not
// heavy is kept for a while.
func (m *Masker) Nothing(path znode.Path, data []byte) Masked {
	if len(data) == 0 || len(data) >= minHeavy {
		return Nothing(path, data)
	}
	key := keyOf(m.chroot, path, data, 0)
	key.open = true
	if known, ok := m.cache.get(key); ok {
		return known
	}
	read := Nothing(path, data)
	m.cache.put(key, read)
	return read
}

// MaskOnce is like Mask, for data that is one of many: what takes more than its time, or
// goes on when ctx has ended, is masked as a whole, and nothing is kept.
func (m *Masker) MaskOnce(ctx context.Context, path znode.Path, data []byte) Masked {
	if len(data) < minHeavy {
		return m.Mask(path, data) // takes a few milliseconds at the most
	}
	select {
	case m.turns <- struct{}{}:
		defer func() { <-m.turns }()
	case <-ctx.Done():
		return slow(format.Read(path, data))
	}
	timed, cancel := context.WithTimeout(ctx, m.time)
	defer cancel()
	return m.maskUntil(timed, format.Read(path, data), 0)
}

// maskUntil masks until ctx ends.
func (m *Masker) maskUntil(ctx context.Context, r *format.Reading, limit int) Masked {
	timed := *m
	timed.done = ctx
	masked := timed.mask(r, limit)
	if timed.spent() {
		return slow(r)
	}
	return masked
}

// spent reports whether there is no time left.
func (m *Masker) spent() bool { return m.done != nil && m.done.Err() != nil }

func newTurns() chan struct{} { return make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)) }

func slow(r *format.Reading) Masked {
	masked := wholeMasked(r)
	masked.Slow = true
	return masked
}
