package site

import (
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/views"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// Findings are what is wrong with a cluster, as somebody may see it: addresses of
// clients are for those whose paths are not limited.
func (s *Site) Findings(cluster string, found []health.Finding, confined bool) []views.Finding {
	shown := make([]views.Finding, 0, len(found))
	for _, f := range found {
		args := znode.Args{}
		for name, value := range f.Args {
			if name != health.ClientArg || !confined {
				args[name] = value
			}
		}
		one := views.Finding{Code: string(f.Code), Severity: string(f.Severity), Args: args, Since: f.Since, Key: f.Key()}
		if silenced, ok := s.Silences.Of(cluster, f.Key()); ok {
			one.Silenced = &views.Silence{By: silenced.By, Reason: silenced.Reason, Until: silenced.Until}
		}
		shown = append(shown, one)
	}
	return shown
}

// JSONFinding is something that is wrong with a cluster; see the contract in docs.
type JSONFinding struct {
	Code     string     `json:"code"`
	Severity string     `json:"severity"`
	Message  string     `json:"message"`
	Next     string     `json:"next"` // what to do
	Args     znode.Args `json:"args"`
	Since    time.Time  `json:"since"`
	Key      string     `json:"finding"` // names it when it is silenced

	Silenced *JSONSilence `json:"silenced,omitempty"`
}

// JSONSilence is why, by whom and until when a finding is silenced.
type JSONSilence struct {
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	Until  time.Time `json:"until"`
}

// FindingsJSON are findings as JSON has them.
func FindingsJSON(c echo.Context, findings []views.Finding) []JSONFinding {
	w := WordsOf(c).Findings
	all := make([]JSONFinding, 0, len(findings))
	for _, f := range findings {
		one := JSONFinding{Code: f.Code, Severity: f.Severity, Next: w.Next[f.Code], Args: f.Args, Since: f.Since.UTC(), Key: f.Key}
		if what := w.What[f.Code]; what != nil {
			one.Message = what(f.Args)
		}
		if f.Silenced != nil {
			one.Silenced = &JSONSilence{f.Silenced.By, f.Silenced.Reason, f.Silenced.Until.UTC()}
		}
		all = append(all, one)
	}
	return all
}
