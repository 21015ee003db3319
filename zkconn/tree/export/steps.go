package export

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"time"

	"zkweb/zkconn/znode"
)

// stepLine is a step in a file, with everything that is needed to make the change.
type stepLine struct {
	At       string        `json:"at"`
	Does     Does          `json:"does"`
	Data     []byte        `json:"data"` // null for ZooKeeper's null
	Kind     string        `json:"kind,omitempty"`
	TTL      time.Duration `json:"ttl,omitempty"`
	ACL      []znode.ACL   `json:"acl,omitempty"` // for Create and SetsACL
	SetsACL  bool          `json:"sets_acl,omitempty"`
	Version  int32         `json:"version,omitempty"`
	Mzxid    int64         `json:"mzxid,omitempty"`
	Aversion int32         `json:"aversion,omitempty"`
	Czxid    int64         `json:"czxid,omitempty"`
	Code     znode.Code    `json:"code,omitempty"` // why Does is Refused
	Args     znode.Args    `json:"args,omitempty"`
}

// WriteSteps writes steps for ReadSteps. It omits the data of steps that do not write it.
func WriteSteps(to io.Writer, steps []Step) error {
	lines := json.NewEncoder(to)
	for _, s := range steps {
		line := stepLine{
			At: s.At.String(), Does: s.Does, Kind: s.Kind, TTL: s.TTL, SetsACL: s.SetsACL,
			Version: s.Now.Version, Mzxid: s.Now.Mzxid, Aversion: s.Now.Aversion, Czxid: s.Now.Czxid,
		}
		switch {
		case s.Does == Create:
			line.ACL = s.NewACL
		case s.SetsACL:
			line.ACL = s.Node.ACL
		}
		if s.Does == Create || s.Does == Change {
			line.Data = s.Data
		}
		if why, ok := errors.AsType[*znode.Error](s.Why); ok {
			line.Code, line.Args = why.Code, why.Args
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// ReadSteps yields the steps that WriteSteps wrote, with what is needed to make the changes.
func ReadSteps(from io.Reader) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		lines := json.NewDecoder(from)
		for {
			var line stepLine
			err := lines.Decode(&line)
			if errors.Is(err, io.EOF) {
				return
			}
			var step Step
			if err == nil {
				step, err = line.step()
			}
			if !yield(step, err) || err != nil {
				return
			}
		}
	}
}

func (l stepLine) step() (Step, error) {
	at, err := znode.ParsePath(l.At)
	step := Step{At: at, Does: l.Does, SetsACL: l.SetsACL, NewACL: l.ACL}
	step.Node = Node{Data: l.Data, Kind: l.Kind, TTL: l.TTL, ACL: l.ACL}
	step.Now = znode.Stat{Version: l.Version, Mzxid: l.Mzxid, Aversion: l.Aversion, Czxid: l.Czxid}
	if l.Code != "" {
		step.Why = &znode.Error{Kind: znode.Invalid, Code: l.Code, Args: l.Args}
	}
	return step, err
}
