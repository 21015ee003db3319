package wire

import "sync/atomic"

// largeAnswer is the size in bytes from which an answer counts against a Budget.
const largeAnswer = 256 << 10

// Budget bounds the bytes of large answers that have been read but not decoded yet, over all links
// that share it, so that requests for many large lists at once do not fill the memory. An answer
// that exceeds it is discarded and its call fails. A nil Budget has no bound.
type Budget struct{ free atomic.Int64 }

// NewBudget returns a budget of so many bytes.
func NewBudget(bytes int) *Budget {
	b := &Budget{}
	b.free.Store(int64(bytes))
	return b
}

// take takes n bytes of the budget, and reports whether it has so many left.
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

// give returns n bytes to the budget.
func (b *Budget) give(n int) {
	if b != nil && n >= largeAnswer {
		b.free.Add(int64(n))
	}
}
