package events

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

// maxRows is of how many children a stream tells what becomes of them.
const maxRows = 200

// Rows is the data of a rows event: children of a znode that differ from what was told
// before, at first all of them.
type Rows struct {
	Path string `json:"path"` // of the znode
	Rows []Row  `json:"rows"`
	At   string `json:"at"` // when it was seen: RFC 3339 in UTC, to the millisecond
}

// Row is what a child looks like now. One that is deleted has nothing but its name.
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

// rowsTopic is what happens to children of a znode, as those see it who share a
// ZooKeeper session.
type rowsTopic struct {
	session any
	path    znode.Path
	names   string // as they were asked for
}

// readRows reads the names of children, each with a slash behind it; more than maxRows are
// as none.
func readRows(parent znode.Path, text string) ([]znode.Path, error) {
	var all []znode.Path
	for name := range strings.SplitSeq(text, "/") {
		if name == "" || len(all) == maxRows {
			continue
		}
		path, err := parent.Child(name)
		if err != nil {
			return nil, err
		}
		all = append(all, path)
	}
	return all, nil
}

// followRows adds what happens to the children that are asked for.
func (h *Handlers) followRows(follower *Follower, l *guard.Live, a asked) error {
	if len(a.rows) == 0 {
		return nil
	}
	source := func(publish func(any)) (func(), error) {
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() { l.Rows(ctx, a.rows, &h.pace, func(view live.RowsView) { publish(view) }) })
		return cancel, nil
	}
	teller := rowsTeller{live: l, parent: *a.node, paths: a.rows, seen: a.rowsSeen, began: time.Now()}
	return follower.Follow(rowsTopic{l.Shared(), *a.node, a.rowNames}, source, teller.tell)
}

// rowsTeller tells one listener what happens to children of a znode.
type rowsTeller struct {
	live   *guard.Live
	parent znode.Path
	paths  []znode.Path
	seen   string    // what the page has read of them, as views.SeenRows has it
	began  time.Time // looks from before may be older than what the page has read
	was    []live.RowView
}

func (r *rowsTeller) tell(latest any) Event {
	now := latest.(live.RowsView)
	if now.At.Before(r.began) || !r.live.MayRead(r.parent) {
		return Event{}
	}
	was := r.was
	r.was = now.Rows
	if was == nil && r.seen == seenRows(now.Rows) {
		return Event{}
	}
	told := Rows{Path: r.parent.String(), At: timestamp(now.At)}
	for i, row := range now.Rows {
		if (was == nil || row != was[i]) && row != (live.RowView{}) && r.live.MayRead(r.paths[i]) {
			told.Rows = append(told.Rows, rowOf(r.paths[i], row))
		}
	}
	if told.Rows == nil {
		return Event{}
	}
	data, err := json.Marshal(told)
	if err != nil {
		panic(err) // cannot be: it holds strings and numbers
	}
	return Event{Text: fmt.Sprintf("event: rows\ndata: %s\n\n", data)}
}

func seenRows(rows []live.RowView) string {
	var seen views.SeenRows
	for _, row := range rows {
		seen.Add(row.Stat)
	}
	return seen.String()
}

func rowOf(path znode.Path, row live.RowView) Row {
	if row.Gone {
		return Row{Name: path.Name(), Deleted: true}
	}
	s := row.Stat
	return Row{
		Name: path.Name(), Version: s.Version, Cversion: s.Cversion, NumChildren: s.NumChildren,
		DataLength: s.DataLength, Modified: timestamp(s.Modified()), Mzxid: hex(s.Mzxid),
	}
}
