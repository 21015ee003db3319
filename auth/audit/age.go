package audit

import "time"

const (
	jumpAhead = 24 * time.Hour // how far a clock may be ahead of what is expected
	jumpDoubt = 24 * time.Hour // how long a clock that is further ahead is not believed
)

// ageClock measures the age of entries. It follows the machine's clock, unless that is far ahead of
// the newest entry, or of the time that has passed since it was last read. Then it continues from
// the last reading for a day, in which somebody may correct the machine's clock: what retention
// removes cannot be restored. A clock that is behind is believed at once, since then less is
// removed.
type ageClock struct {
	believed time.Time
	at       time.Duration // time since the start of the process when believed was read
	doubted  time.Duration // when the machine's clock was first not believed
	doubting bool
}

// now returns the time, given a reading of the machine's clock and the time since the start of the
// process. It also reports when it begins to doubt the clock.
func (c *ageClock) now(machine time.Time, running time.Duration) (now time.Time, doubt bool) {
	expected := c.believed.Add(running - c.at)
	ahead := machine.Sub(expected) > jumpAhead
	switch {
	case ahead && !c.doubting:
		c.doubting, c.doubted, doubt = true, running, true
	case !ahead || running-c.doubted >= jumpDoubt:
		c.believed, c.at, c.doubting = machine, running, false
		return machine, false
	}
	return expected, doubt
}
