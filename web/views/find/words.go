package find

import (
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// ways are the kinds of pattern, the default first.
var ways = []string{"text", "fragments", "glob", "regexp"}

// kinds are the kinds of znode that can be searched for.
var kinds = []string{znode.Persistent, znode.Ephemeral, znode.Container}

// tab identifies a page about all below a znode.
type tab int

const (
	tabFind tab = iota
	tabRecent
	tabLargest
	tabCompare
	tabACLs
	tabExport
	tabBundle
)

var tabs = []struct {
	name  tab
	link  func(l views.Links, cluster string, path znode.Path) string
	label func(*words.Words) string
	past  bool // whether it can show a moment of the past
}{
	{tabFind, views.Links.Find, func(w *words.Words) string { return w.Find.Title }, true},
	{tabRecent, views.Links.Recent, func(w *words.Words) string { return w.Find.Recent }, false},
	{tabLargest, views.Links.Largest, func(w *words.Words) string { return w.Find.Largest }, false},
	{tabCompare, views.Links.Compare, func(w *words.Words) string { return w.Compare.Title }, true},
	{tabACLs, views.Links.ACLs, func(w *words.Words) string { return w.ACLs.Title }, false},
	{tabExport, views.Links.Export, func(w *words.Words) string { return w.Export.Title }, false},
	{tabBundle, views.Links.Bundle, func(w *words.Words) string { return w.Bundle.Title }, false},
}

// say says how far a find has come.
func (p Page) say(now Progress) string {
	return views.Sentences(p.Words.Find.Found(now.Matched, now.Znodes, p.Words.Format.Size(int(now.Bytes))), ending(p.Words, now))
}

// say says how far the walk has come.
func (p TopPage) say(now Progress) string { return saySeen(p.Words, now) }

// saySeen says how far a walk has come that shows its result in the end.
func saySeen(w *words.Words, now Progress) string {
	return views.Sentences(w.Find.Seen(now.Znodes, w.Format.Size(int(now.Bytes))), ending(w, now))
}

// ending says how a walk ended, and what it could not see.
func ending(w *words.Words, now Progress) string {
	said := []string{w.Find.Ends[endNames[now.State]]}
	if now.Problem != nil {
		said = append(said, now.Problem.Message)
	}
	if now.Denied > 0 {
		said = append(said, w.Find.Denied(now.Denied))
	}
	if len(now.DeniedPaths) > 0 {
		var names []string
		for _, path := range now.DeniedPaths {
			names = append(names, path.String())
		}
		said = append(said, views.JoinVisible(names))
	}
	return views.Sentences(said...)
}

// endNames maps the final states to the keys of words.Find.Ends.
var endNames = map[State]string{
	Going: "going", Waiting: "waiting", Ended: "ended", AtZnodes: "znodes", AtBytes: "bytes", AtTime: "time", Lost: "lost", Stopped: "stopped", Full: "full",
}
