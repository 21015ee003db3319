package health

import (
	"net"
	"time"

	"zkweb/zkconn/cluster"
)

// connections are what a server tells of its clients: requests received, by the address
// of the connection.
type connections struct {
	at       time.Time
	received map[string]int64
}

func newConnections(all []cluster.Connection, at time.Time) connections {
	c := connections{at, make(map[string]int64, len(all))}
	for _, connection := range all {
		c.received[connection.Address] = connection.Received
	}
	return c
}

// busiest is who has sent most requests on one connection since before.
func (c connections) busiest(before connections) (busiest Client) {
	took := c.at.Sub(before.at).Seconds()
	if before.received == nil || took <= 0 {
		return Client{}
	}
	for address, received := range c.received {
		if was, known := before.received[address]; known {
			if rate := float64(received-was) / took; rate > busiest.Rate {
				busiest = Client{Address: hostOf(address), Rate: rate}
			}
		}
	}
	return busiest
}

// most is who holds most connections.
func (c connections) most() (most Client) {
	count := map[string]int{}
	for address := range c.received {
		host := hostOf(address)
		count[host]++
		if n := count[host]; n > most.Connections {
			most = Client{Address: host, Connections: n}
		}
	}
	return most
}

// hostOf is an address without its port.
func hostOf(address string) string {
	host, _, _ := net.SplitHostPort(address)
	return host
}
