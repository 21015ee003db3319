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

// Findings returns the findings of a cluster as the person may see them. Only a person whose paths
// are not limited, who is not confined, sees the addresses of clients. A finding about a znode that
// is not in seen is left out for a confined person, and shown without the znode to others.
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

// Seen has the paths of findings that the person may see.
type Seen map[string]bool

// SeesOf returns the paths of findings that the visitor may see. It reads their ACLs.
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

// Listable returns those of the paths that may be shown to the visitor: they may list the parent
// and each znode above it, or are shown their way through it.
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

// NoteZnode reports to the health check what was seen of a znode that concerns the whole cluster:
// its sequence counter, and the size in bytes of the list of its children, or 0 if that is not
// known.
func (s *Site) NoteZnode(v Visit, path znode.Path, stat znode.Stat, list int) {
	if v.At != nil {
		return
	}
	s.Health.NoteSequence(v.Cluster.Name, path.String(), stat.Sequence())
	if list > 0 && v.Guard.Decide(people.Read, path) == people.Allowed { // on the way to their paths people see only a part of the list
		s.Health.NoteList(v.Cluster.Name, path.String(), health.List{Bytes: int64(list), Children: int64(stat.NumChildren)})
	}
}

// JSONFinding is a finding of a cluster, in the format that the documentation describes.
type JSONFinding struct {
	Code     string     `json:"code"`
	Severity string     `json:"severity"`
	Message  string     `json:"message"`
	Next     string     `json:"next"` // what to do
	Args     znode.Args `json:"args"`
	Since    time.Time  `json:"since"`
	Key      string     `json:"finding"` // identifies it for silencing; "" if it is about a znode that is not shown

	Silenced *JSONSilence `json:"silenced,omitempty"`
}

// JSONSilence is who silenced a finding, why and until when.
type JSONSilence struct {
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	Until  time.Time `json:"until"`
}

// FindingsJSON returns the JSON of findings.
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
