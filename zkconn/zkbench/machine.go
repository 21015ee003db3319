package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine describes the machine that runs the benchmarks.
func machine() string {
	cpu := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s, %s; ZooKeeper, the console and the clients on the same machine; medians.",
		cpu, runtime.NumCPU(), runtime.GOOS, runtime.Version())
}
