//go:build unix && !linux

package zkserver

import "syscall"

func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// awaitStopped does nothing: there is no call to wait with on this system, and SIGSTOP takes effect
// immediately for all that a client can see.
func awaitStopped(int) error { return nil }
