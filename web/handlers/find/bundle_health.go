package find

import (
	"context"
	"io"
	"runtime"
	"runtime/debug"
	"time"

	"zkweb/web/handlers/site"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// healthTime is how long a bundle waits for servers that were never asked.
const healthTime = 1100 * time.Millisecond

// healthFor returns the state of the servers, with the findings that the visitor may see, but
// without the addresses of clients.
func (h *Handlers) healthFor(ctx context.Context, v site.Visit) health.State {
	looking, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	state, _ := h.Health.Look(looking, v.Cluster.Name)
	seen := v.SeesOf(ctx, state.Findings)
	var shown []health.Finding
	for _, f := range state.Findings {
		args := f.Unnamed()
		switch {
		case f.Path != "" && !seen[f.Path]:
			continue
		case f.Path != "":
			args[health.PathArg] = f.Path
		}
		f.Args = args
		shown = append(shown, f)
	}
	state.Findings = shown
	return state
}

// bundleHealth is the contents of health.json.
type bundleHealth struct {
	Cluster  string          `json:"cluster"`
	Health   cluster.Health  `json:"health"`
	Servers  []bundleServer  `json:"servers"`
	Findings []bundleFinding `json:"findings"`
}

// bundleServer is what a server said of itself; what it did not say is left out.
type bundleServer struct {
	Address     string         `json:"address"`
	Role        cluster.Role   `json:"role"`
	Why         znode.Code     `json:"why,omitempty"`
	Since       time.Time      `json:"since"`
	Version     string         `json:"version,omitempty"`
	Zxid        string         `json:"zxid,omitempty"`
	Behind      *int64         `json:"behind,omitempty"`  // transactions
	Latency     *bundleLatency `json:"latency,omitempty"` // ms
	Connections *int           `json:"connections,omitempty"`
	Outstanding *int           `json:"outstanding,omitempty"`
	Znodes      *int           `json:"znodes,omitempty"`
	Missing     []string       `json:"missing,omitempty"` // commands that it does not answer
}

// bundleLatency is cluster.Latency with the names of the JSON contract.
type bundleLatency struct {
	Min float64 `json:"min"`
	Avg float64 `json:"avg"`
	Max float64 `json:"max"`
}

// bundleFinding is a finding, in English like all downloads.
type bundleFinding struct {
	Code     health.Code     `json:"code"`
	Severity health.Severity `json:"severity"`
	Message  string          `json:"message"`
	Next     string          `json:"next"` // what to do
	Since    time.Time       `json:"since"`
}

func (b *bundle) writeHealth(out io.Writer) error {
	servers := b.state.Plain()
	told := bundleHealth{b.cluster.Name, cluster.HealthOf(servers), []bundleServer{}, []bundleFinding{}}
	for i, s := range servers {
		server := bundleServer{Address: s.Address, Role: s.Role, Why: s.Why, Since: s.Since.UTC(), Version: s.Version.String(), Zxid: s.Zxid}
		if s.Told() {
			server.Behind, server.Latency = &b.state.Servers[i].Lag, (*bundleLatency)(&s.Latency)
			server.Connections, server.Outstanding, server.Znodes = &s.Connections, &s.Outstanding, &s.Znodes
		}
		for _, each := range b.state.Servers[i].Missing {
			server.Missing = append(server.Missing, each.Command)
		}
		told.Servers = append(told.Servers, server)
	}
	w := words.English.Findings
	for _, f := range b.state.Findings {
		told.Findings = append(told.Findings, bundleFinding{f.Code, f.Severity, w.What[string(f.Code)](f.Args), w.NextStep(string(f.Code), f.Args), f.Since.UTC()})
	}
	return indented(out, told)
}

func (b *bundle) writeVersions(out io.Writer) error {
	versions := map[string]string{"go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		versions["zkweb"] = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				versions["commit"] = setting.Value
			}
		}
	}
	for _, s := range b.state.Servers {
		versions["ZooKeeper "+s.Address] = s.Version.String()
	}
	return indented(out, versions)
}
