package health

import (
	"net"
	"time"

	"zkweb/zkconn/cluster"
)

// connections are the clients of a server as it told them, by the address of the connection.
type connections struct {
	at   time.Time
	told map[string]told
}

// told holds the counters of one connection.
type told struct{ received, session int64 }

func newConnections(all []cluster.Connection, at time.Time) connections {
	c := connections{at, make(map[string]told, len(all))}
	for _, connection := range all {
		c.told[connection.Address] = told{connection.Received, connection.Session}
	}
	return c
}

// busiest returns the address that has sent the most requests since before, summed over all
// connections that existed then, and the session that sent most of them.
func (c connections) busiest(before connections) (busiest Client) {
	took := c.at.Sub(before.at).Seconds()
	if before.told == nil || took <= 0 {
		return Client{}
	}
	each := map[string]Client{}
	first := map[string]told{} // by address, the connection that sent most
	for address, now := range c.told {
		was, known := before.told[address]
		sent := now.received - was.received
		if !known || sent <= 0 {
			continue
		}
		client := each[hostOf(address)]
		client.Address = hostOf(address)
		client.Connections++
		client.Rate += float64(sent) / took
		each[client.Address] = client
		if sent > first[client.Address].received {
			first[client.Address] = told{sent, now.session}
		}
	}
	for address, client := range each {
		if client.Rate > busiest.Rate {
			busiest = client
			if by := first[address]; float64(by.received) > client.Rate*took/2 {
				busiest.Session = by.session
			}
		}
	}
	return busiest
}

// most returns the address that holds the most connections; of several, the first in order.
func (c connections) most() (most Client) {
	count := map[string]int{}
	for address := range c.told {
		host := hostOf(address)
		count[host]++
		if n := count[host]; n > most.Connections || n == most.Connections && host < most.Address {
			most = Client{Address: host, Connections: n}
		}
	}
	return most
}

// hostOf returns an address without its port.
func hostOf(address string) string {
	host, _, _ := net.SplitHostPort(address)
	return host
}
