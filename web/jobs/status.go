package jobs

import (
	"encoding/json"
	"time"

	"zkweb/zkconn/znode"
)

// State is the state of a job.
type State string

// The states. The last three are final.
const (
	Running   State = "running"
	Paused    State = "paused" // see Status.Why, unless a person has paused it
	Done      State = "done"
	Failed    State = "failed" // see Status.Why
	Cancelled State = "cancelled"
)

// Over reports whether the state is final.
func (s State) Over() bool { return s == Done || s == Failed || s == Cancelled }

// Plan is what a job is to do.
type Plan struct {
	Kind    string          `json:"kind"`            // selects its Work: "delete"
	Cluster string          `json:"cluster"`         // the cluster's name
	Path    string          `json:"path"`            // of the znode that it is about
	Other   string          `json:"other,omitempty"` // the name of another cluster that it changes; "" for none
	Total   int             `json:"total"`           // roughly how many lines its report will have
	More    bool            `json:"more,omitempty"`  // nobody has counted all of them
	Params  json.RawMessage `json:"params"`          // parameters of its Work, stored on disk: no secrets
	Secret  *Secret         `json:"-"`               // parameters that may be secret; nil for none
}

// Status is the status of a job.
type Status struct {
	Plan
	ID      string        `json:"id"`
	Holder  string        `json:"holder"` // auth.SignIn.Holder of the owner
	Owner   string        `json:"owner"`  // the owner's name; "" without credentials
	State   State         `json:"state"`
	Why     *Why          `json:"why,omitempty"`     // why it does not continue
	Done    int           `json:"done"`              // number of lines in its report, including failures
	Failed  int           `json:"failed"`            // of these, failures
	Skipped int           `json:"skipped,omitempty"` // of these, left unchanged as planned
	Cut     bool          `json:"cut,omitempty"`     // the report has no room for all lines
	Sealed  bool          `json:"sealed,omitempty"`  // it has a Secret
	Started time.Time     `json:"started"`
	Ended   time.Time     `json:"ended,omitzero"`
	Worked  time.Duration `json:"worked"` // how long it has been running
}

// Why is a znode.Error in the form in which it is stored.
type Why struct {
	Code znode.Code `json:"code"`
	Args znode.Args `json:"args,omitempty"`
}

// Waits reports whether the job is paused because something such as ZooKeeper is away, and will
// continue by itself.
func (s Status) Waits() bool {
	return s.State == Paused && s.Why != nil && s.Why.Code != znode.CodeJobInterrupted
}

// Rate returns how many lines are done in a second; 0 when unknown.
func (s Status) Rate() float64 {
	if s.Worked < time.Second {
		return 0
	}
	return float64(s.Done) / s.Worked.Seconds()
}

// Changed returns the number of lines about znodes that were changed.
func (s Status) Changed() int { return s.Done - s.Failed - s.Skipped }

// count counts a line of the report.
func (s *Status) count(line Line) {
	s.Done++
	switch {
	case line.Failed():
		s.Failed++
	case line.Outcome == Skipped:
		s.Skipped++
	}
}

// Left returns roughly how long the rest will take; 0 when unknown.
func (s Status) Left() time.Duration {
	rate := s.Rate()
	if s.State.Over() || s.More || rate == 0 || s.Total <= s.Done {
		return 0
	}
	return time.Duration(float64(s.Total-s.Done) / rate * float64(time.Second))
}

// Outcome is what happened to a znode.
type Outcome string

// The outcomes.
const (
	Changed    Outcome = "done"   // as planned
	Copied     Outcome = "copied" // by a move, which deletes it next
	Same       Outcome = "same"   // nothing had to be done
	Skipped    Outcome = "skip"   // left unchanged as planned; Line.Code says why, unless the plan gives a choice
	Gone       Outcome = "gone"   // somebody else had deleted it
	Left       Outcome = "left"   // unchanged because of what happened to another znode; see Line.Code
	NotChanged Outcome = "failed" // see Line.Code
)

// Line is a line of a report.
type Line struct {
	Path    string     `json:"path"`
	Cluster string     `json:"cluster,omitempty"` // Plan.Other if the znode is there; "" for Plan.Cluster
	Outcome Outcome    `json:"outcome"`
	Code    znode.Code `json:"code,omitempty"` // a reason or a remark
	Args    znode.Args `json:"args,omitempty"`
}

// place identifies a znode among all clusters of a job, as a Line does.
type place struct{ cluster, path string }

func (l Line) place() place { return place{l.Cluster, l.Path} }

// Failed reports whether the znode was not changed as planned.
func (l Line) Failed() bool { return l.Outcome == Left || l.Outcome == NotChanged }

// stays reports whether the znode was left unchanged.
func (l Line) stays() bool { return l.Failed() || l.Outcome == Skipped }
