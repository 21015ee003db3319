package zkserver

import (
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// How long a server gets to end by itself.
const stopTimeout = 5 * time.Second

// process is a running child.
type process struct {
	pid    int
	exited chan struct{} // closed once the child has ended and was reaped
}

// startProcess starts command in its own process group, so that a Ctrl-C in
// the terminal reaches only the parent, which ends the child in its own order.
func startProcess(command *exec.Cmd) (*process, error) {
	p := &process{exited: make(chan struct{})}
	started := make(chan error)
	go func() {
		// Linux ties "dies with its parent" to the thread that forked; this one
		// lives as long as the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		command.SysProcAttr = childAttributes()
		err := command.Start()
		if err == nil {
			p.pid = command.Process.Pid
		}
		started <- err
		if err != nil {
			return
		}
		_ = command.Wait() // how it ended stands in its log
		close(p.exited)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) running() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// signal sends s unless the child has ended; its pid may be another's then.
func (p *process) signal(s syscall.Signal) error {
	if !p.running() {
		return syscall.ESRCH
	}
	return syscall.Kill(p.pid, s)
}

func (p *process) kill() {
	_ = p.signal(syscall.SIGKILL) // it may have ended already
	<-p.exited
}

// stop asks the child to end, also when it is paused, and kills it when it
// does not within stopTimeout.
func (p *process) stop() {
	_ = p.signal(syscall.SIGTERM)
	_ = p.signal(syscall.SIGCONT)
	select {
	case <-p.exited:
	case <-time.After(stopTimeout):
		p.kill()
	}
}
