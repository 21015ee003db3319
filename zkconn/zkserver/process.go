package zkserver

import (
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// stopTimeout is how long a server may take to end after SIGTERM.
const stopTimeout = 5 * time.Second

// process is a running child.
type process struct {
	pid    int
	exited chan struct{} // closed when the child has ended and was reaped
}

// startProcess starts command in a process group of its own, so that a Ctrl-C in the terminal
// reaches only the parent, which then ends its children in order.
func startProcess(command *exec.Cmd) (*process, error) {
	p := &process{exited: make(chan struct{})}
	started := make(chan error)
	go func() {
		// Linux kills the child when the thread that forked it ends, so this thread must live as
		// long as the child.
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
		_ = command.Wait() // its log says how it ended
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

// signal sends s unless the child has ended, when its pid may belong to another process.
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

// stop asks the child to end, even if it is paused, and kills it if it does not end within
// stopTimeout.
func (p *process) stop() {
	_ = p.signal(syscall.SIGTERM)
	_ = p.signal(syscall.SIGCONT)
	select {
	case <-p.exited:
	case <-time.After(stopTimeout):
		p.kill()
	}
}
