package zkserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	readyTimeout = 2 * time.Minute
	readyPoll    = 50 * time.Millisecond
	// portAttempts is how often a start is tried with other ports if another process takes one that
	// was free.
	portAttempts = 5
)

// Server is a real ZooKeeper server. Its methods must not be called by several goroutines at once.
type Server struct {
	installation Installation
	config       Config
	dir          *directory
	port         int
	member       member
	process      *process
}

// Start starts a standalone server and returns when it answers. The error wraps ErrNoJava or
// ErrNoZooKeeper if one is missing; otherwise it quotes the end of the server's log. The caller
// must Close the server.
func Start(config Config) (*Server, error) {
	installation, err := config.installation()
	if err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		port, err := FreePort()
		if err != nil {
			return nil, err
		}
		server, err := prepare(installation, config, port, member{})
		if err != nil {
			return nil, err
		}
		if err = server.start(); err == nil {
			return server, nil
		}
		taken := server.portTaken()
		if err = errors.Join(err, server.Close()); !taken || attempt == portAttempts {
			return nil, err
		}
	}
}

// prepare creates the server's folder without starting the server.
func prepare(installation Installation, config Config, port int, member member) (*Server, error) {
	dir, err := newDirectory()
	if err != nil {
		return nil, fmt.Errorf("making a folder for ZooKeeper's data: %w", err)
	}
	if err := writeConfig(dir.path, port, config, member); err != nil {
		return nil, errors.Join(fmt.Errorf("writing ZooKeeper's configuration: %w", err), dir.remove())
	}
	return &Server{installation: installation, config: config, dir: dir, port: port, member: member}, nil
}

// Addr returns the host:port of the server.
func (s *Server) Addr() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// Dir returns the server's folder, with zoo.cfg, data and zookeeper.log. Close removes it.
func (s *Server) Dir() string { return s.dir.path }

// Pid returns the process ID of the running server; 0 if it does not run.
func (s *Server) Pid() int {
	if s.process == nil || !s.process.running() {
		return 0
	}
	return s.process.pid
}

// Pause stops the server by SIGSTOP: its connections stay open, but nothing answers. It returns
// when the server has stopped.
func (s *Server) Pause() error {
	if err := s.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	return awaitStopped(s.process.pid)
}

// Continue resumes a paused server.
func (s *Server) Continue() error { return s.signal(syscall.SIGCONT) }

// Kill ends the server by SIGKILL. Its data stays for Restart.
func (s *Server) Kill() {
	if s.process != nil {
		s.process.kill()
	}
}

// Stop asks the server to end, and kills it after 5 s. Its data stays for Restart.
func (s *Server) Stop() {
	if s.process != nil {
		s.process.stop()
	}
}

// Restart stops the server if it runs, and starts it with the same port and data. It returns when
// the server answers.
func (s *Server) Restart() error {
	s.Stop()
	if err := s.removeUnbegunLogs(); err != nil {
		return fmt.Errorf("removing a log that is empty: %w", err)
	}
	return s.start()
}

// removeUnbegunLogs removes logs that a kill left empty, as an operator does: the server does not
// start with an empty log (ZOOKEEPER-1621).
func (s *Server) removeUnbegunLogs() error {
	logs, err := filepath.Glob(filepath.Join(s.dir.path, "data", "version-2", "log.*"))
	if err != nil {
		return err
	}
	for _, file := range logs {
		if info, err := os.Stat(file); err == nil && info.Size() == 0 {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// RestartWith is like Restart, with another configuration. It also changes the installation if
// config names one.
func (s *Server) RestartWith(config Config) error {
	s.Stop()
	s.config = config
	if config.Installation.Java != "" {
		s.installation = config.Installation
	}
	if err := writeConfig(s.dir.path, s.port, config, s.member); err != nil {
		return fmt.Errorf("writing ZooKeeper's configuration: %w", err)
	}
	return s.start()
}

// Wipe stops the server, removes its data and starts it on the same port. It returns when the
// server answers.
func (s *Server) Wipe() error {
	s.Stop()
	if err := os.RemoveAll(filepath.Join(s.dir.path, "data", "version-2")); err != nil {
		return fmt.Errorf("removing ZooKeeper's data: %w", err)
	}
	return s.start()
}

// Close kills the server and removes its folder.
func (s *Server) Close() error {
	s.Kill()
	return s.dir.remove()
}

func (s *Server) signal(signal syscall.Signal) error {
	if s.process == nil {
		return errors.New("the ZooKeeper server was not started")
	}
	if err := s.process.signal(signal); err != nil {
		return fmt.Errorf("sending %v to the ZooKeeper server: %w", signal, err)
	}
	return nil
}

func (s *Server) start() error {
	if err := s.launch(); err != nil {
		return err
	}
	return s.awaitReady(time.Now().Add(readyTimeout))
}

// launch starts the process without waiting until the server answers.
func (s *Server) launch() error {
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("opening ZooKeeper's log: %w", err)
	}
	command := exec.Command(s.installation.Java, javaArguments(s.installation, s.dir.path, s.config)...)
	command.Dir = s.dir.path
	command.Stdout, command.Stderr = log, log
	s.process, err = startProcess(command)
	if err != nil {
		err = fmt.Errorf("starting ZooKeeper with %s: %w", s.installation.Java, err)
	}
	return errors.Join(err, log.Close())
}

// awaitReady waits until the server has a mode. A server of an ensemble has one when it has joined.
func (s *Server) awaitReady(deadline time.Time) error {
	tick := time.NewTicker(readyPoll)
	defer tick.Stop()
	for {
		_, err := s.Mode()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("ZooKeeper did not get ready in time: %w; its log ends:\n%s", err, s.logTail())
		}
		select {
		case <-s.process.exited:
			return fmt.Errorf("ZooKeeper ended while starting; its log ends:\n%s", s.logTail())
		case <-tick.C:
		}
	}
}

func (s *Server) logFile() string { return filepath.Join(s.dir.path, "zookeeper.log") }

// logTail returns the end of the server's log, at most 4 KiB.
func (s *Server) logTail() string {
	log, err := os.ReadFile(s.logFile())
	if err != nil {
		return err.Error()
	}
	return string(log[max(0, len(log)-4096):])
}

func (s *Server) portTaken() bool {
	return strings.Contains(s.logTail(), "Address already in use")
}
