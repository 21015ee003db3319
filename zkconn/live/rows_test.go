package live

import (
	"testing"
	"time"

	"zkweb/zkconn/session"
)

// TestAllRowsShareAPace checks that all lists together take ten requests a second, and that a
// single list is looked at every two seconds.
func TestAllRowsShareAPace(t *testing.T) {
	var pace Pace
	for cost, want := range map[int64]time.Duration{0: 2 * time.Second, 20: 2 * time.Second, 200: 20 * time.Second} {
		pace.cost.Store(cost)
		if got := pace.interval(rowsInterval, rowsPerCost); got != want {
			t.Errorf("with a cost of %d there is a look every %v, want %v", cost, got, want)
		}
	}
}

// TestAllLooksShareAPace checks that all znodes together take a hundred requests a second, except
// those that should be watched and are not.
func TestAllLooksShareAPace(t *testing.T) {
	var pace Pace
	watched := follower{pace: &pace, interval: askInterval, watch: &session.Watch{}}
	glimpse := follower{pace: &pace, interval: glimpseInterval, unwatched: true}
	alone := follower{pace: &pace, interval: askInterval}
	for cost, want := range map[int64][2]time.Duration{1: {askInterval, glimpseInterval}, 80: {askInterval, glimpseInterval}, 1000: {10 * time.Second, 10 * time.Second}} {
		pace.cost.Store(cost)
		if got := [2]time.Duration{watched.every(), glimpse.every()}; got != want || alone.every() != askInterval {
			t.Errorf("of %d, each is looked at every %v, want %v; one that lacks its watch every %v", cost, got, want, alone.every())
		}
	}
}
