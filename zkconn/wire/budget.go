package wire

import "sync/atomic"

// largeAnswer is the size from which an answer takes part in a Budget.
const largeAnswer = 256 << 10

// Budget bounds the bytes of large answers that have been read and not been decoded
// yet, over all links that share it. An answer beyond it is thrown away and its call
// fails: who asks for many large lists at once must not fill the memory. A nil Budget
// has no bound.
type Budget struct{ free atomic.Int64 }

// NewBudget returns a budget of so many bytes.
func NewBudget(bytes int) *Budget {
	b := &Budget{}
	b.free.Store(int64(bytes))
	return b
}

// take reports whether there is room for n bytes, and takes it.
func (b *Budget) take(n int) bool {
	if b == nil || n < largeAnswer {
		return true
	}
	if b.free.Add(int64(-n)) < 0 {
		b.free.Add(int64(n))
		return false
	}
	return true
}

// give returns the room of n bytes.
func (b *Budget) give(n int) {
	if b != nil && n >= largeAnswer {
		b.free.Add(int64(n))
	}
}
