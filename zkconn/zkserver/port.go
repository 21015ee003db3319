package zkserver

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
)

// Ports are taken from below the range that systems use for outgoing
// connections, so that a server which is down for a while finds its own free.
const (
	firstPort = 20000
	ports     = 12000
	// After so many the first are long free.
	maxReserved = 900
)

// reserved are the ports that this process was given, the first first. Each is held by
// a UDP socket, which ZooKeeper has no use for, as long as the process lives: so that
// processes beside each other are not given the same, also while nothing listens there.
var reserved struct {
	mu    sync.Mutex
	ports []net.PacketConn
}

// FreePort returns a TCP port of 127.0.0.1 on which nothing listens just now, and which
// FreePort gives nobody else on this machine for a while.
func FreePort() (int, error) {
	reserved.mu.Lock()
	defer reserved.mu.Unlock()
	for range ports {
		port := firstPort + rand.IntN(ports)
		address := fmt.Sprintf("127.0.0.1:%d", port)
		reservation, err := net.ListenPacket("udp", address)
		if err != nil {
			continue
		}
		listener, err := net.Listen("tcp", address)
		if err != nil {
			_ = reservation.Close()
			continue
		}
		if len(reserved.ports) == maxReserved {
			_ = reserved.ports[0].Close()
			reserved.ports = reserved.ports[1:]
		}
		reserved.ports = append(reserved.ports, reservation)
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
