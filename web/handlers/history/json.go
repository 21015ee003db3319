package history

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/web/views"
)

// jsonVersion is a change as JSON has it; see the contract in docs.
type jsonVersion struct {
	Zxid    string `json:"zxid"`
	Time    int64  `json:"time"`
	Path    string `json:"path,omitempty"` // of changes below a znode
	Op      string `json:"op"`
	Cause   string `json:"cause,omitempty"`
	Version int32  `json:"version"`
	Session string `json:"session"`
	Who     string `json:"who"`
	Sure    string `json:"sure"`
	Address string `json:"address,omitempty"` // of the client, where it is known beside who
	Outside bool   `json:"outside,omitempty"` // it came round the console
	Length  *int   `json:"length,omitempty"`  // where the data may be read and nothing of it is masked
	Life    int    `json:"life"`              // which of the znodes at the path, of those that may be known of, from 1
	Multi   int    `json:"multi,omitempty"`   // changes of the transaction, where there are several
}

// versionJSON returns a version as JSON has it; length is that of its data, nil where it is not
// told.
func versionJSON(ctx context.Context, past *guard.Past, v guard.Version, length *int) (jsonVersion, error) {
	who, sure := past.Who(v.Session, v.By)
	number, err := past.LifeNumber(ctx, v)
	j := jsonVersion{
		Zxid: views.Hex(v.Zxid), Time: v.Time, Op: string(v.Verb), Cause: string(v.Cause), Version: v.Version, Session: views.Hex(v.Session),
		Who: who, Sure: sure, Address: past.Where(v.Session, v.By), Outside: past.Around(v), Length: length, Life: number,
	}
	if v.Multi > 1 {
		j.Multi = v.Multi
	}
	return j, err
}

// changeJSON is like versionJSON, with the path.
func changeJSON(ctx context.Context, past *guard.Past, v guard.Version) (jsonVersion, error) {
	j, err := versionJSON(ctx, past, v, nil)
	j.Path = v.Path.String()
	return j, err
}
