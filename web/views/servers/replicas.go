package servers

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ReplicasPage is a znode as each server has it.
type ReplicasPage struct {
	views.Shell
	Path     znode.Path
	Equal    bool
	Replicas []Replica
}

// Replica is the znode as one server has it.
type Replica struct {
	Server  string
	Is      string // "same", "older", "differs", "absent", "denied" or "unknown"
	Zxid    string // the server's
	Stat    *znode.Stat
	Problem string // a sentence: why there is no answer; "" if there is one
}

// Render writes the page.
func (p ReplicasPage) Render(ctx context.Context, w io.Writer) error {
	return replicasPage(p).Render(ctx, w)
}

// pill returns the CSS class for a replica's state.
func (r Replica) pill() string {
	switch r.Is {
	case "same":
		return "serving"
	case "differs":
		return "down"
	case "older":
		return "degraded"
	}
	return ""
}
