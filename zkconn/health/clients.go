package health

import (
	"net"
	"time"

	"zkweb/zkconn/cluster"
)

// connections are what a server tells of its clients, by the address of the connection.
type connections struct {
	at   time.Time
	told map[string]told
}

// told is what a server tells of a connection.
type told struct{ received, session int64 }

func newConnections(all []cluster.Connection, at time.Time) connections {
	c := connections{at, make(map[string]told, len(all))}
	for _, connection := range all {
		c.told[connection.Address] = told{connection.Received, connection.Session}
	}
	return c
}

// busiest is who has sent most requests on one connection since before.
func (c connections) busiest(before connections) (busiest Client) {
	took := c.at.Sub(before.at).Seconds()
	if before.told == nil || took <= 0 {
		return Client{}
	}
	for address, now := range c.told {
		if was, known := before.told[address]; known {
			if rate := float64(now.received-was.received) / took; rate > busiest.Rate {
				busiest = Client{Address: hostOf(address), Session: now.session, Rate: rate}
			}
		}
	}
	return busiest
}

// most is who holds most connections.
func (c connections) most() (most Client) {
	count := map[string]int{}
	for address := range c.told {
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
