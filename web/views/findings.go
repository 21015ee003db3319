package views

import (
	"time"

	"zkweb/zkconn/znode"
)

// Finding is something that is wrong with a cluster.
type Finding struct {
	Code     string // of package health; web/words has its sentence
	Severity string
	Args     znode.Args
	Since    time.Time
	Key      string   // names it when it is silenced; "" where the reader cannot
	Silenced *Silence // nil where it is not
	Typed    *Typed   // into the form that silences it, where that was refused; else nil
}

// Silence is why, by whom and until when nobody needs to be told of a finding.
type Silence struct {
	By, Reason string
	Until      time.Time
}

// Typed is what was typed into the form that silences a finding.
type Typed struct{ Reason, Days string }

// typed is what the form begins with.
func (f Finding) typed() Typed {
	if f.Typed != nil {
		return *f.Typed
	}
	return Typed{Days: "7"}
}

// says is the finding's sentence.
func (f Finding) says(s Shell) string {
	what, known := s.Words.Findings.What[f.Code]
	if !known {
		return f.Code
	}
	return Visible(what(f.Args))
}

// beside is more about a security hole; "" for other findings.
func (f Finding) beside(s Shell) string { return s.Words.Findings.Holes[f.Args["cve"]] }

// url leads to the znode that the finding is about; "" where none is named.
func (f Finding) url(s Shell) string {
	path, err := znode.ParsePath(f.Args["path"])
	if f.Args["path"] == "" || err != nil {
		return ""
	}
	return s.Links.Node(s.Cluster, path)
}
