package events

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

// Limits for the children that one stream follows.
const (
	maxRows     = 200
	maxRowBytes = 64 << 10 // of the paths of the children
)

// Rows is the data of a rows event: the children of a znode that differ from what was reported
// before. The first event has all of them.
type Rows struct {
	Path string `json:"path"` // of the znode
	Rows []Row  `json:"rows"`
	At   string `json:"at"` // when it was seen: RFC 3339 in UTC, to the millisecond
}

// Row is what a child looks like now. A deleted child has only its name.
type Row struct {
	Name        string `json:"name"`
	Deleted     bool   `json:"deleted,omitempty"`
	Version     int32  `json:"version"`
	Cversion    int32  `json:"cversion"`
	NumChildren int32  `json:"numChildren"`
	DataLength  int32  `json:"dataLength"`
	Modified    string `json:"modified"` // RFC 3339 in UTC, to the millisecond
	Mzxid       string `json:"mzxid"`    // in hex
}

// rowsTopic is the key of the changes of a znode's children, as people with the same ZooKeeper
// session see them.
type rowsTopic struct {
	session any
	path    znode.Path
	names   [sha256.Size]byte
}

// rowsLook is what a rowsTopic publishes. All its listeners share it.
type rowsLook struct {
	paths []znode.Path
	live.RowsView
}

// readRows parses the names of children, each followed by a slash. It ignores the names beyond
// maxRows or maxRowBytes.
func readRows(parent znode.Path, text string) ([]znode.Path, error) {
	var all []znode.Path
	bytes := 0
	for name := range strings.SplitSeq(text, "/") {
		if name == "" {
			continue
		}
		path, err := parent.Child(name)
		if err != nil {
			return nil, err
		}
		if bytes += len(path.String()); len(all) == maxRows || bytes > maxRowBytes {
			break
		}
		all = append(all, path)
	}
	return all, nil
}

// followRows follows the children that are asked for. If that exceeds the owner's quota it follows
// none, and the rest of the stream is not affected.
func (h *Handlers) followRows(follower *Follower, owner site.Owner, l *guard.Live, a asked) {
	if len(a.rows) == 0 {
		return
	}
	topic := rowsTopic{l.Shared(), *a.node, sha256.Sum256([]byte(namesOf(a.rows)))}
	teller := rowsTeller{live: l, parent: *a.node, seen: a.rowsSeen, began: time.Now()}
	_ = follower.Follow(topic, h.rows(owner, l, a.rows), teller.tell) // fails only if the quota is exceeded
}

// namesOf returns the names of children in the form that readRows parses.
func namesOf(children []znode.Path) string {
	var names strings.Builder
	for _, child := range children {
		names.WriteString(child.Name() + "/")
	}
	return names.String()
}

// rows publishes a rowsLook from time to time. It counts toward the owner's quota of lists.
func (h *Handlers) rows(owner site.Owner, l *guard.Live, paths []znode.Path) Source {
	return func(publish func(any)) (func(), error) {
		done, err := h.Lists.Open(owner)
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() {
			l.Rows(ctx, paths, &h.pace, func(view live.RowsView) { publish(rowsLook{paths, view}) })
		})
		return func() {
			cancel()
			done()
		}, nil
	}
}

// rowsTeller reports to one listener what happens to children of a znode.
type rowsTeller struct {
	live   *guard.Live
	parent znode.Path
	seen   views.SeenRows // what the page has read of the children
	began  time.Time      // looks from before may be older than what the page has read
	was    []live.RowView // nil before the first look
}

func (r *rowsTeller) tell(latest any) Event {
	now := latest.(rowsLook)
	if now.At.Before(r.began) || !r.live.MayRead(r.parent) {
		return Event{}
	}
	was := r.was
	r.was = now.Rows
	if was == nil && r.seen == seenRows(now.Rows) {
		return Event{}
	}
	changed := r.changed(was, now)
	if changed == nil {
		return Event{}
	}
	data, err := json.Marshal(Rows{Path: r.parent.String(), Rows: changed, At: timestamp(now.At)})
	if err != nil {
		panic(err) // cannot happen: it holds strings and numbers
	}
	return Event{Text: fmt.Sprintf("event: rows\ndata: %s\n\n", data)}
}

// changed returns the rows that differ from what was seen before, or all if was is nil. It leaves
// out rows with a zero view, which nobody may see.
func (r *rowsTeller) changed(was []live.RowView, now rowsLook) []Row {
	var all []Row
	for i, row := range now.Rows {
		if (was == nil || row != was[i]) && row != (live.RowView{}) && r.live.MayRead(now.paths[i]) {
			all = append(all, rowOf(now.paths[i], row))
		}
	}
	return all
}

func seenRows(rows []live.RowView) views.SeenRows {
	var seen views.SeenRows
	for _, row := range rows {
		seen.Add(row.Stat)
	}
	return seen
}

func rowOf(path znode.Path, row live.RowView) Row {
	if row.Gone {
		return Row{Name: path.Name(), Deleted: true}
	}
	s := row.Stat
	return Row{
		Name: path.Name(), Version: s.Version, Cversion: s.Cversion, NumChildren: s.NumChildren,
		DataLength: s.DataLength, Modified: timestamp(s.Modified()), Mzxid: views.Hex(s.Mzxid),
	}
}
