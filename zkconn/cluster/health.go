package cluster

import (
	"slices"

	"zkweb/zkconn/znode"
)

// Health is the state of a cluster as a whole, as its servers tell it.
type Health string

// The states of health. The servers of a Cluster need not be the whole ensemble: if a follower
// serves, there is a leader somewhere.
const (
	Serving  Health = "serving"  // every server serves
	Degraded Health = "degraded" // some servers serve, others do not
	Down     Health = "down"     // no server serves
	Unknown  Health = "unknown"  // no server tells the console (4lw.commands.whitelist, TLS)
)

// HealthOf returns the health of a cluster with these servers.
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

// InDoubt returns the servers that may be serving but do not tell the console. A server that hangs
// up does not count if another server tells the state of the ensemble.
func InDoubt(servers []Server) (doubtful []Server) {
	told := slices.ContainsFunc(servers, func(s Server) bool { return s.Told() || s.Why == znode.CodeServerNoQuorum })
	for _, s := range servers {
		if s.Role == Untold || s.KeepsOut() && !(told && s.Why == znode.CodeServerHangsUp) {
			doubtful = append(doubtful, s)
		}
	}
	return doubtful
}

// LeaderOf returns the address of the leader or the standalone server; "" if there is none among
// them.
func LeaderOf(servers []Server) string {
	for _, server := range servers {
		if server.Role == Leader || server.Role == Standalone {
			return server.Address
		}
	}
	return ""
}
