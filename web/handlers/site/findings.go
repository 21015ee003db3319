package site

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/views"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// Findings returns what is wrong with a cluster, as somebody may see it: addresses of
// clients are for those whose paths are not limited; of a znode that they do not see,
// these are told that there is one, and the others nothing.
func (s *Site) Findings(cluster string, found []health.Finding, confined bool, seen Seen) []views.Finding {
	shown := make([]views.Finding, 0, len(found))
	for _, f := range found {
		one := views.Finding{Code: string(f.Code), Severity: string(f.Severity), Args: f.Args, Since: f.Since, Key: f.Key()}
		switch hidden := f.Path != "" && !seen[f.Path]; {
		case hidden && confined:
			continue
		case hidden:
			one.Args, one.Key = f.Unnamed(), ""
		case confined:
			one.Args = f.Unnamed()
			if f.Path != "" {
				one.Args[health.PathArg] = f.Path
			}
		}
		if silenced, ok := s.Silences.Of(cluster, f.Key()); ok {
			one.Silenced = &views.Silence{By: silenced.By, Reason: silenced.Reason, Until: silenced.Until}
		}
		shown = append(shown, one)
	}
	return shown
}

// Seen are the paths of findings that somebody may see.
type Seen map[string]bool

// SeesOf returns the paths of findings that the visitor may see: their ACLs are read.
func (v Visit) SeesOf(ctx context.Context, found []health.Finding) Seen {
	var paths []znode.Path
	for _, f := range found {
		if path, err := znode.ParsePath(f.Path); f.Path != "" && err == nil && v.Guard.Decide(people.Read, path) == people.Allowed {
			paths = append(paths, path)
		}
	}
	seen := Seen{}
	for _, path := range v.Listable(ctx, paths) {
		seen[path.String()] = true
	}
	return seen
}

// Listable returns which of the paths may be shown to the visitor: those of which they may list
// the parent, and each znode above it, or are shown their way through it.
func (v Visit) Listable(ctx context.Context, paths []znode.Path) []znode.Path {
	if len(paths) == 0 {
		return nil
	}
	var levels []znode.Read
	at := map[znode.Path]int{}
	for _, path := range paths {
		for level := path.Parent(); at[level] == 0; level = level.Parent() {
			levels = append(levels, znode.Read{Path: level, Kind: znode.ReadACL})
			at[level] = len(levels)
		}
	}
	results := v.Guard.ReadMany(ctx, levels)
	lists := func(level znode.Path) bool {
		result := results[at[level]-1]
		return result.Err == nil && v.SignIn.Grants(result.ACL)&znode.PermRead != 0
	}
	var open []znode.Path
	for _, path := range paths {
		level := path.Parent()
		may := lists(level)
		for may && !level.IsRoot() {
			level = level.Parent()
			may = v.Guard.Decide(people.Read, level) == people.OnTheWay || lists(level)
		}
		if may {
			open = append(open, path)
		}
	}
	return open
}

// NoteZnode notes what was seen of a znode that is a matter of the whole cluster: its sequence
// counter, and how many bytes the list of its children has, where that is known and whole; 0
// else.
func (s *Site) NoteZnode(v Visit, path znode.Path, stat znode.Stat, list int) {
	if v.At != nil {
		return
	}
	s.Health.NoteSequence(v.Cluster.Name, path.String(), stat.Sequence())
	if list > 0 && v.Guard.Decide(people.Read, path) == people.Allowed { // on the way to their znodes people see a part
		s.Health.NoteList(v.Cluster.Name, path.String(), health.List{Bytes: int64(list), Children: int64(stat.NumChildren)})
	}
}

// JSONFinding is something that is wrong with a cluster; see the contract in docs.
type JSONFinding struct {
	Code     string     `json:"code"`
	Severity string     `json:"severity"`
	Message  string     `json:"message"`
	Next     string     `json:"next"` // what to do
	Args     znode.Args `json:"args"`
	Since    time.Time  `json:"since"`
	Key      string     `json:"finding"` // names it when it is silenced; "" of a znode that is not shown

	Silenced *JSONSilence `json:"silenced,omitempty"`
}

// JSONSilence is why, by whom and until when a finding is silenced.
type JSONSilence struct {
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	Until  time.Time `json:"until"`
}

// FindingsJSON returns findings as JSON has them.
func FindingsJSON(c echo.Context, findings []views.Finding) []JSONFinding {
	w := WordsOf(c).Findings
	all := make([]JSONFinding, 0, len(findings))
	for _, f := range findings {
		one := JSONFinding{Code: f.Code, Severity: f.Severity, Next: w.NextStep(f.Code, f.Args), Args: f.Args, Since: f.Since.UTC(), Key: f.Key}
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
