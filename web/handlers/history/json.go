package history

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
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
	Length  *int   `json:"length,omitempty"` // where the data may be read and nothing of it is masked
	Life    int    `json:"life"`             // which of the znodes at the path, of those that may be known of, from 1
	Multi   int    `json:"multi,omitempty"`  // changes of the transaction, where there are several
}

type jsonSpan struct {
	From  string       `json:"from"`
	To    string       `json:"to"`
	Proof txnlog.Proof `json:"proof"`
}

type jsonGap struct {
	After  string          `json:"after"`
	Before string          `json:"before"`
	From   int64           `json:"from,omitempty"` // milliseconds since 1970
	To     int64           `json:"to,omitempty"`
	Cause  txnlog.GapCause `json:"cause,omitempty"`
}

type jsonComplete struct {
	Complete []jsonSpan `json:"complete"`
	Gaps     []jsonGap  `json:"gaps"`
	Older    int        `json:"older_gaps,omitempty"` // that are not listed
}

func completeJSON(c history.Complete) jsonComplete {
	all := jsonComplete{Complete: []jsonSpan{}, Gaps: []jsonGap{}, Older: c.Older}
	for _, span := range c.Spans {
		if c.Older > 0 && uint64(span.Last) < uint64(c.Gaps[0].After) {
			continue // before the gaps that are listed
		}
		all.Complete = append(all.Complete, jsonSpan{views.Hex(span.First), views.Hex(span.Last), span.Proof})
	}
	for _, gap := range c.Gaps {
		all.Gaps = append(all.Gaps, jsonGap{views.Hex(gap.After), views.Hex(gap.Before), gap.From, gap.To, gap.Cause})
	}
	return all
}

// versionJSON returns a version as JSON has it; length is that of its data, nil where it is not
// told.
func versionJSON(ctx context.Context, past *guard.Past, v guard.Version, length *int) (jsonVersion, error) {
	who, sure := past.Who(v.Session, v.By)
	number, err := past.LifeNumber(ctx, v)
	j := jsonVersion{
		Zxid: views.Hex(v.Zxid), Time: v.Time, Op: string(v.Verb), Cause: string(v.Cause), Version: v.Version, Session: views.Hex(v.Session),
		Who: who, Sure: sure, Length: length, Life: number,
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
