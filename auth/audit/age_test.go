package audit

import (
	"testing"
	"time"
)

// TestAClockThatJumps: what is old is told by a clock that somebody may set right
// before entries are removed by it.
func TestAClockThatJumps(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, of := range []struct {
		name    string
		newest  time.Duration // the newest entry, seen from start
		machine []time.Duration
		running []time.Duration
		want    []time.Duration
		doubts  int
	}{
		{"in step", 0, []time.Duration{time.Minute, time.Hour}, []time.Duration{time.Minute, time.Hour}, []time.Duration{time.Minute, time.Hour}, 0},
		{"a night without the console", -8 * time.Hour, []time.Duration{0}, []time.Duration{0}, []time.Duration{0}, 0},
		{"a year ahead at the start", -365 * day, []time.Duration{0, time.Hour, day}, []time.Duration{0, time.Hour, day}, []time.Duration{-365 * day, -365*day + time.Hour, day}, 1},
		{"a year ahead, and set right", 0, []time.Duration{time.Hour, 365 * day, 3 * time.Hour}, []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour}, []time.Duration{time.Hour, 2 * time.Hour, 3 * time.Hour}, 1},
		{"a year back", 0, []time.Duration{-365 * day, -365*day + time.Hour}, []time.Duration{0, time.Hour}, []time.Duration{-365 * day, -365*day + time.Hour}, 0},
		{"an hour ahead", 0, []time.Duration{2 * time.Hour}, []time.Duration{time.Hour}, []time.Duration{2 * time.Hour}, 0},
	} {
		t.Run(of.name, func(t *testing.T) {
			clock := ageClock{believed: start.Add(of.newest)}
			doubts := 0
			for i, machine := range of.machine {
				now, doubt := clock.now(start.Add(machine), of.running[i])
				if doubt {
					doubts++
				}
				if want := start.Add(of.want[i]); !now.Equal(want) {
					t.Errorf("reading %d: %v, want %v", i, now, want)
				}
			}
			if doubts != of.doubts {
				t.Errorf("doubted %d times, want %d", doubts, of.doubts)
			}
		})
	}
}
