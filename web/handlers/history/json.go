package history

import (
	"context"

	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
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
	Life    int    `json:"life"`             // which of the znodes that were at the path one after the other, from 1
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
}

func completeJSON(c history.Complete) jsonComplete {
	all := jsonComplete{Complete: []jsonSpan{}, Gaps: []jsonGap{}}
	for _, span := range c.Spans {
		all.Complete = append(all.Complete, jsonSpan{views.Hex(span.First), views.Hex(span.Last), span.Proof})
	}
	for _, gap := range c.Gaps {
		all.Gaps = append(all.Gaps, jsonGap{views.Hex(gap.After), views.Hex(gap.Before), gap.From, gap.To, gap.Cause})
	}
	return all
}

// describer makes JSON of changes.
type describer struct {
	past  *guard.Past
	lives map[life]int
}

type life struct {
	path  znode.Path
	czxid int64
}

func newDescriber(past *guard.Past) *describer { return &describer{past, map[life]int{}} }

// maxLives bounds the numbers that a describer remembers.
const maxLives = 10_000

func (d *describer) version(ctx context.Context, v guard.Version, length *int) (jsonVersion, error) {
	who, sure := d.past.Who(v.Session, v.By)
	key := life{v.Path, v.Life}
	number, known := d.lives[key]
	if !known {
		var err error
		if number, err = d.past.LifeNumber(ctx, v); err != nil {
			return jsonVersion{}, err
		}
		if len(d.lives) >= maxLives {
			clear(d.lives)
		}
		d.lives[key] = number
	}
	j := jsonVersion{
		Zxid: views.Hex(v.Zxid), Time: v.Time, Op: string(v.Verb), Cause: string(v.Cause), Version: v.Version, Session: views.Hex(v.Session),
		Who: who, Sure: sure, Length: length, Life: number,
	}
	if v.Multi > 1 {
		j.Multi = v.Multi
	}
	return j, nil
}

// change is version with the path.
func (d *describer) change(ctx context.Context, v guard.Version) (jsonVersion, error) {
	j, err := d.version(ctx, v, nil)
	j.Path = v.Path.String()
	return j, err
}
