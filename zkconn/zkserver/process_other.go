//go:build unix && !linux

package zkserver

import "syscall"

func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// awaitStopped has nothing to wait with here; a SIGSTOP takes effect at once
// for all that a client can see.
func awaitStopped(int) error { return nil }
