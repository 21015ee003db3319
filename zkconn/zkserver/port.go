package zkserver

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
)

// Ports are below the range that systems use for outgoing connections, so that the port of a server
// that is down for a while stays free.
const (
	firstPort = 20000
	ports     = 12000
	// reservations beyond this number end, the oldest first; those ports have long been free
	maxReserved = 900
)

// reserved are the ports that FreePort returned, the oldest first. A UDP socket, which ZooKeeper
// does not use, reserves each one until the process ends, so that other processes are not given the
// same port, even while nothing listens on it.
var reserved struct {
	mu    sync.Mutex
	ports []net.PacketConn
}

// FreePort returns a TCP port of 127.0.0.1 on which nothing listens, and which FreePort gives to no
// other caller on this machine for a while.
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
