package health

import (
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// consLine is " /10.20.3.1:51234[1](queued=0,recved=8,sent=8,…)".
var consLine = regexp.MustCompile(`^\s*/([0-9a-fA-F.:%]+):(\d+)\[\d+\]\(queued=\d+,recved=(\d+),`)

// maxConsReply bounds the list of a server's connections.
const maxConsReply = 4 << 20

// connections are what cons tells: requests received, by address and port.
type connections struct {
	at       time.Time
	received map[[2]string]int64
}

func parseConnections(reply string, at time.Time) connections {
	c := connections{at, map[[2]string]int64{}}
	for line := range strings.Lines(reply) {
		parts := consLine.FindStringSubmatch(line)
		if parts == nil || net.ParseIP(parts[1]) == nil {
			continue
		}
		received, err := strconv.ParseInt(parts[3], 10, 64)
		if err == nil {
			c.received[[2]string{net.ParseIP(parts[1]).String(), parts[2]}] = received
		}
	}
	return c
}

// busiest is who has sent most requests on one connection since before.
func (c connections) busiest(before connections) (busiest Client) {
	took := c.at.Sub(before.at).Seconds()
	if before.received == nil || took <= 0 {
		return Client{}
	}
	for key, received := range c.received {
		if was, known := before.received[key]; known {
			if rate := float64(received-was) / took; rate > busiest.Rate {
				busiest = Client{Address: key[0], Rate: rate}
			}
		}
	}
	return busiest
}

// most is who holds most connections.
func (c connections) most() (most Client) {
	count := map[string]int{}
	for key := range c.received {
		count[key[0]]++
		if n := count[key[0]]; n > most.Connections {
			most = Client{Address: key[0], Connections: n}
		}
	}
	return most
}
