package audit

import "time"

const (
	jumpAhead = 24 * time.Hour // what a clock may be ahead of what is expected of it
	jumpDoubt = 24 * time.Hour // for which one that is further ahead is not believed
)

// ageClock measures the age of entries. It is the machine's clock, unless that is
// far ahead of the newest entry, or of what passed since it was last read: then it
// goes on from there for a day, in which somebody may set the machine's clock
// right. What was removed does not come back. A machine's clock that is behind is
// believed at once: less is removed.
type ageClock struct {
	believed time.Time
	at       time.Duration // of the process, when believed was now
	doubted  time.Duration // since when the machine's clock is not believed
	doubting bool
}

// now returns the time for a reading of the machine's clock, in a process that
// has been running for so long. It reports when doubt begins.
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
