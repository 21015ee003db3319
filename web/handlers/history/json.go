package history

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/web/views"
)

// jsonVersion is a change in JSON, as docs/contract.md has it.
type jsonVersion struct {
	Zxid    string `json:"zxid"`
	Time    int64  `json:"time"`
	Path    string `json:"path,omitempty"` // for changes below a znode
	Op      string `json:"op"`
	Cause   string `json:"cause,omitempty"`
	Version int32  `json:"version"`
	Session string `json:"session"`
	Who     string `json:"who"`
	Sure    string `json:"sure"`
	Address string `json:"address,omitempty"` // of the client, if it is known beside who
	Outside bool   `json:"outside,omitempty"` // whether the change was not made through the console
	Length  *int   `json:"length,omitempty"`  // if the data may be read, and none of it is masked
	Life    int    `json:"life"`              // number of the znode among those at the path that the person may know of, from 1
	Multi   int    `json:"multi,omitempty"`   // number of changes in the transaction, if several
}

// versionJSON returns a version in JSON. length is that of its data, nil if it is not told.
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
