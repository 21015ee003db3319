package live

import (
	"testing"
	"time"
)

// TestAllRowsShareAPace: however many lists are looked at, they ask for ten requests a
// second, and one list is looked at every two seconds.
func TestAllRowsShareAPace(t *testing.T) {
	var pace Pace
	for cost, want := range map[int64]time.Duration{0: 2 * time.Second, 20: 2 * time.Second, 200: 20 * time.Second} {
		pace.cost.Store(cost)
		if got := pace.interval(); got != want {
			t.Errorf("looks that cost %d are made every %v, want %v", cost, got, want)
		}
	}
}
