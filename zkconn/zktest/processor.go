package zktest

import (
	"syscall"
	"testing"
	"time"
)

// ProcessorTime returns the processor time that this process uses while do runs. Unlike the clock,
// it does not depend on what else the machine does.
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
