package cluster

import (
	"context"
	"strconv"

	"zkweb/zkconn/znode"
)

const maxAdminStats = 256 << 10

// adminStats is AdminServer's answer to server_stats. It has what srvr tells.
type adminStats struct {
	Version string `json:"version"`
	Znodes  int    `json:"node_count"`
	Stats   struct {
		Role        string  `json:"server_state"`
		Zxid        int64   `json:"last_processed_zxid"`
		Min         float64 `json:"min_latency"`
		Avg         float64 `json:"avg_latency"`
		Max         float64 `json:"max_latency"`
		Connections int     `json:"num_alive_client_connections"`
		Outstanding int     `json:"outstanding_requests"`
	} `json:"server_stats"`
}

// AdminServer asks a server's AdminServer for the status of the server. It fails as Admin does, and
// if the answer has no known role.
func (a Asker) AdminServer(ctx context.Context, c Cluster, address string) (Server, AdminAnswer, error) {
	var told adminStats
	answer, err := a.Admin(ctx, c, address, "server_stats", maxAdminStats, &told)
	if err != nil {
		return Server{}, answer, err
	}
	role := parseRole(told.Stats.Role)
	if role == Unreachable {
		return Server{}, answer, unanswered(address, znode.CodeServerForeign, errNotAdmin)
	}
	return Server{
		Address: address, Role: role, Version: parseVersion("Zookeeper version: " + told.Version), Zxid: "0x" + strconv.FormatUint(uint64(told.Stats.Zxid), 16),
		Latency: Latency{plausible(told.Stats.Min), plausible(told.Stats.Avg), plausible(told.Stats.Max)}, Connections: max(told.Stats.Connections, 0),
		Outstanding: max(told.Stats.Outstanding, 0), Znodes: max(told.Znodes, 0),
	}, answer, nil
}
