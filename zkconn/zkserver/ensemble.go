package zkserver

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Ensemble is a group of servers that elect a leader. Its methods must not be called by several
// goroutines at once.
type Ensemble struct {
	Servers []*Server
}

// StartEnsemble starts size servers and returns when each is the leader or a follower. Its errors
// are those of Start. The caller must Close the ensemble.
func StartEnsemble(size int, config Config) (*Ensemble, error) {
	installation, err := config.installation()
	if err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		ensemble, err := prepareEnsemble(installation, size, config)
		if err == nil {
			err = ensemble.start()
		}
		if err == nil {
			return ensemble, nil
		}
		taken := ensemble.portTaken()
		if err = errors.Join(err, ensemble.Close()); !taken || attempt == portAttempts {
			return nil, err
		}
	}
}

func prepareEnsemble(installation Installation, size int, config Config) (*Ensemble, error) {
	ensemble := &Ensemble{}
	ports, err := freePorts(3 * size)
	if err != nil {
		return ensemble, err
	}
	var lines []string
	for i := range size {
		lines = append(lines, fmt.Sprintf("server.%d=127.0.0.1:%d:%d;127.0.0.1:%d", i+1, ports[size+i], ports[2*size+i], ports[i]))
	}
	for i := range size {
		server, err := prepare(installation, config, ports[i], member{id: i + 1, servers: lines})
		if err != nil {
			return ensemble, err
		}
		ensemble.Servers = append(ensemble.Servers, server)
	}
	return ensemble, nil
}

func (e *Ensemble) start() error {
	for _, server := range e.Servers {
		if err := server.launch(); err != nil {
			return err
		}
	}
	deadline := time.Now().Add(readyTimeout)
	for _, server := range e.Servers {
		if err := server.awaitReady(deadline); err != nil {
			return err
		}
	}
	return nil
}

// Addrs returns the addresses of the servers, separated by commas, as in a connection string.
func (e *Ensemble) Addrs() string {
	var addresses []string
	for _, server := range e.Servers {
		addresses = append(addresses, server.Addr())
	}
	return strings.Join(addresses, ",")
}

// Leader returns the leader. If there is none, it waits for the election.
func (e *Ensemble) Leader() (*Server, error) {
	deadline := time.Now().Add(readyTimeout)
	tick := time.NewTicker(readyPoll)
	defer tick.Stop()
	for {
		leaders := e.inMode("leader")
		if len(leaders) > 0 {
			return leaders[0], nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("the ensemble elected no leader; the log of %s ends:\n%s", e.Servers[0].Addr(), e.Servers[0].logTail())
		}
		<-tick.C
	}
}

// Followers returns the servers that are followers now.
func (e *Ensemble) Followers() []*Server { return e.inMode("follower") }

// Close kills the servers and removes their folders.
func (e *Ensemble) Close() error {
	var failures error
	for _, server := range e.Servers {
		failures = errors.Join(failures, server.Close())
	}
	return failures
}

func (e *Ensemble) inMode(mode string) []*Server {
	var servers []*Server
	for _, server := range e.Servers {
		if server.answers(mode) {
			servers = append(servers, server)
		}
	}
	return servers
}

// answers reports whether the server is in this mode. It asks several times, because a server on a
// busy machine may not answer in time.
func (s *Server) answers(mode string) bool {
	for range modeAttempts {
		m, err := s.Mode()
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return err == nil && m == mode
		}
	}
	return false
}

func (e *Ensemble) portTaken() bool {
	for _, server := range e.Servers {
		if server.portTaken() {
			return true
		}
	}
	return false
}
