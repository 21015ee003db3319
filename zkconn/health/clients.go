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

// busiest returns who has sent most requests since before, on all connections that were there
// then together, with the session of the one that sent more than the others.
func (c connections) busiest(before connections) (busiest Client) {
	took := c.at.Sub(before.at).Seconds()
	if before.told == nil || took <= 0 {
		return Client{}
	}
	each := map[string]Client{}
	first := map[string]told{} // of an address, the connection that sent most
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

// most returns who holds most connections; of several, the first by address.
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
