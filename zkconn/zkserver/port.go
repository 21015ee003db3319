package zkserver

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sync"
)

// Ports are taken from below the range that systems use for outgoing
// connections, so that a server which is down for a while finds its own free.
// For the same reason a process gives none twice, and takes them from a block of
// its own that processes beside it, whose ids differ, leave alone.
const (
	firstPort = 20000
	blocks    = 12
	blockSize = 1000
)

var given struct {
	mu    sync.Mutex
	ports map[int]bool
}

// FreePort returns a TCP port of 127.0.0.1 on which nothing listens just now.
func FreePort() (int, error) {
	given.mu.Lock()
	defer given.mu.Unlock()
	if given.ports == nil || len(given.ports) > blockSize*9/10 { // by then the first are long free
		given.ports = map[int]bool{}
	}
	block := firstPort + os.Getpid()%blocks*blockSize
	for range 20 * blockSize {
		port := block + rand.IntN(blockSize)
		if given.ports[port] {
			continue
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		given.ports[port] = true
		return port, listener.Close()
	}
	return 0, errors.New("no free TCP port found on 127.0.0.1")
}

func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		port, err := FreePort()
		if err != nil {
			return nil, err
		}
		ports[i] = port
	}
	return ports, nil
}
