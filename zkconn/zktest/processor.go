package zktest

import (
	"syscall"
	"testing"
	"time"
)

// ProcessorTime returns how much of the processor's time do takes, with all that
// runs in this process meanwhile. Unlike the clock, it says the same on a machine
// that is busy with something else.
func ProcessorTime(t testing.TB, do func()) time.Duration {
	t.Helper()
	before := usedTime(t)
	do()
	return usedTime(t) - before
}

func usedTime(t testing.TB) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
