package mask

import (
	"context"
	"runtime"
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

const (
	// MaxTime is the default time limit for masking one znode's data. Data that takes longer is
	// masked as a whole.
	MaxTime = time.Second
	// minHeavy is the size in bytes from which on data waits for its turn: only a few maskings of
	// such data run at the same time.
	minHeavy = 64 << 10
)

// WithTime returns a copy of m with a cache of its own that lets the masking of one znode's data
// take as long as limit. It is for tests, in which what is masked must not depend on the load of
// the machine.
func (m *Masker) WithTime(limit time.Duration) *Masker {
	timed := *m
	timed.time, timed.cache = limit, newCache(cacheBudget)
	return &timed
}

// MaskWithin is like Mask, for pages: data that takes longer than the time limit, or is not done
// when ctx ends, is masked as a whole. If limit is not 0, the result may be just the beginning of
// the masked data, with at least limit bytes. Results are cached.
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

// Nothing is like the function Nothing, for pages: readings of data smaller than minHeavy are
// cached.
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

// MaskOnce is like Mask, for the data of one of many znodes: data that takes longer than the time
// limit, or is not done when ctx ends, is masked as a whole. Nothing is cached.
func (m *Masker) MaskOnce(ctx context.Context, path znode.Path, data []byte) Masked {
	if len(data) < minHeavy {
		return m.Mask(path, data) // takes a few milliseconds at most
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

// maskUntil masks data until ctx ends.
func (m *Masker) maskUntil(ctx context.Context, r *format.Reading, limit int) Masked {
	timed := *m
	timed.done = ctx
	masked := timed.mask(r, limit)
	if timed.spent() {
		return slow(r)
	}
	return masked
}

// spent reports whether the time is up.
func (m *Masker) spent() bool { return m.done != nil && m.done.Err() != nil }

func newTurns() chan struct{} { return make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)) }

func slow(r *format.Reading) Masked {
	masked := wholeMasked(r)
	masked.Slow = true
	return masked
}
