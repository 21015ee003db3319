package cluster

import (
	"slices"

	"zkweb/zkconn/znode"
)

// Health is how a cluster is as a whole, by what its servers say.
type Health string

// The states of health. A cluster's list of servers need not be all of them: a
// follower that serves has a leader somewhere.
const (
	Serving  Health = "serving"  // every server serves
	Degraded Health = "degraded" // some serve, others do not
	Down     Health = "down"     // none serves
	Unknown  Health = "unknown"  // none tells this console (4lw.commands.whitelist, TLS)
)

// HealthOf sums servers up.
func HealthOf(servers []Server) Health {
	var serving, untold int
	for _, server := range servers {
		switch {
		case server.Serves():
			serving++
		case server.Role == Untold:
			untold++
		}
	}
	switch {
	case serving == len(servers):
		return Serving
	case serving+untold == len(servers) && serving > 0:
		return Serving
	case serving > 0:
		return Degraded
	case len(InDoubt(servers)) > 0:
		return Unknown
	}
	return Down
}

// InDoubt returns those of the servers that may serve and do not tell this console. One that hangs
// up is not counted on where another tells how the ensemble is.
func InDoubt(servers []Server) (doubtful []Server) {
	told := slices.ContainsFunc(servers, func(s Server) bool { return s.Told() || s.Why == znode.CodeServerNoQuorum })
	for _, s := range servers {
		if s.Role == Untold || s.KeepsOut() && !(told && s.Why == znode.CodeServerHangsUp) {
			doubtful = append(doubtful, s)
		}
	}
	return doubtful
}

// LeaderOf returns the address of the server that leads; "" where none of them does.
func LeaderOf(servers []Server) string {
	for _, server := range servers {
		if server.Role == Leader || server.Role == Standalone {
			return server.Address
		}
	}
	return ""
}
