package history

import "testing"

// TestBarsFillTheTimeThatTheyAreOf: whole seconds each, up to sixty, every change in one.
func TestBarsFillTheTimeThatTheyAreOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		times       []int64
		count, last int // bars, and changes in the last
	}{
		{[]int64{5_000}, 0, 0},
		{[]int64{5_900, 5_100}, 0, 0},
		{[]int64{6_100, 5_900}, 2, 1},
		{[]int64{7_999, 7_000, 5_000, 5_001}, 3, 2},
		{[]int64{59_999, 0}, 60, 1},
		{[]int64{61_000, 60_000, 0}, 31, 2},
		{[]int64{5_000, 3_600_000, 0}, 60, 1},
	} {
		all := bars(test.times)
		if len(all) != test.count {
			t.Errorf("%v: %d bars, want %d", test.times, len(all), test.count)
			continue
		}
		sum := 0
		for _, bar := range all {
			sum += bar.Count
		}
		if len(all) > 0 && (sum != len(test.times) || all[len(all)-1].Count != test.last || all[0].Count == 0) {
			t.Errorf("%v: %+v", test.times, all)
		}
	}
}
