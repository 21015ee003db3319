package jobs

import (
	"encoding/json"
	"time"

	"zkweb/zkconn/znode"
)

// State is what a job is doing.
type State string

// The states. The last three are for good.
const (
	Running   State = "running"
	Paused    State = "paused" // Status.Why tells where nobody asked for it
	Done      State = "done"
	Failed    State = "failed" // Status.Why tells
	Cancelled State = "cancelled"
)

// Over reports whether nothing more happens to a job in this state.
func (s State) Over() bool { return s == Done || s == Failed || s == Cancelled }

// Plan is what a job is to do.
type Plan struct {
	Kind    string          `json:"kind"`            // names its Work: "delete"
	Cluster string          `json:"cluster"`         // its name
	Path    string          `json:"path"`            // of the znode that it is about
	Other   string          `json:"other,omitempty"` // another cluster that it changes, by its name; "" for none
	Total   int             `json:"total"`           // lines that its report will have, about
	More    bool            `json:"more,omitempty"`  // and nobody has counted how many more
	Params  json.RawMessage `json:"params"`          // what its Work is told. It is kept on disk: no secret
	Secret  *Secret         `json:"-"`               // what may not lie there open; nil for none
}

// Status is a job at a moment.
type Status struct {
	Plan
	ID      string        `json:"id"`
	Holder  string        `json:"holder"` // auth.SignIn.Holder of whose job it is
	Owner   string        `json:"owner"`  // their name; "" without credentials
	State   State         `json:"state"`
	Why     *Why          `json:"why,omitempty"`     // why it does not go on
	Done    int           `json:"done"`              // lines in its report, the failed included
	Failed  int           `json:"failed"`            // of these
	Skipped int           `json:"skipped,omitempty"` // of these: left as they are, as planned
	Cut     bool          `json:"cut,omitempty"`     // the report has no room for all lines
	Sealed  bool          `json:"sealed,omitempty"`  // it was told a Secret
	Started time.Time     `json:"started"`
	Ended   time.Time     `json:"ended,omitzero"`
	Worked  time.Duration `json:"worked"` // how long it was running
}

// Why is a znode.Error as it is kept.
type Why struct {
	Code znode.Code `json:"code"`
	Args znode.Args `json:"args,omitempty"`
}

// Waits reports whether the job is paused by what is away, such as ZooKeeper, and goes on
// by itself: nobody has paused it, and no restart of the console.
func (s Status) Waits() bool {
	return s.State == Paused && s.Why != nil && s.Why.Code != znode.CodeJobInterrupted
}

// Rate returns how many lines are done a second, 0 while it is not known.
func (s Status) Rate() float64 {
	if s.Worked < time.Second {
		return 0
	}
	return float64(s.Done) / s.Worked.Seconds()
}

// Changed returns how many lines are not of what was left as it is.
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

// Left returns how long the rest will take, about; 0 where that is not known.
func (s Status) Left() time.Duration {
	rate := s.Rate()
	if s.State.Over() || s.More || rate == 0 || s.Total <= s.Done {
		return 0
	}
	return time.Duration(float64(s.Total-s.Done) / rate * float64(time.Second))
}

// Outcome is what became of a znode.
type Outcome string

// The outcomes.
const (
	Changed    Outcome = "done"   // as planned
	Copied     Outcome = "copied" // by a move that deletes it next
	Same       Outcome = "same"   // it was so already; nothing was to be done
	Skipped    Outcome = "skip"   // it was to be left as it is: Line.Code tells why, where the plan has no choice
	Gone       Outcome = "gone"   // somebody else had deleted it
	Left       Outcome = "left"   // not changed, because of what became of another: Line.Code tells
	NotChanged Outcome = "failed" // Line.Code tells why
)

// Line is a line of a report.
type Line struct {
	Path    string     `json:"path"`
	Cluster string     `json:"cluster,omitempty"` // Plan.Other for a znode there; "" for one in Plan.Cluster
	Outcome Outcome    `json:"outcome"`
	Code    znode.Code `json:"code,omitempty"` // why, or what is to be known beside
	Args    znode.Args `json:"args,omitempty"`
}

// place is a znode among those of all clusters of a job, as a Line has it.
type place struct{ cluster, path string }

func (l Line) place() place { return place{l.Cluster, l.Path} }

// Failed reports whether the znode was not changed as planned.
func (l Line) Failed() bool { return l.Outcome == Left || l.Outcome == NotChanged }

// stays reports whether the znode was left as it is.
func (l Line) stays() bool { return l.Failed() || l.Outcome == Skipped }
