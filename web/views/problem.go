package views

import (
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Problem is shown in place of a part of a page that is not available.
type Problem struct {
	Kind    znode.Kind
	Code    znode.Code // "" for none
	Message string     // a sentence; "" for that of the kind

	At         string // the path that it is about; "" for that of the page
	Unrecorded bool   // nothing was done, since it could not be recorded first
}

// Title returns a title of a word or two.
func (p Problem) Title(w *words.Words) string {
	if p.Unrecorded {
		return w.Problem.Unrecorded
	}
	if title, ok := w.Problem.Unusable[p.Code]; ok && p.Kind == znode.Unavailable {
		return title
	}
	return w.Problem.Titles[p.Kind]
}

// OfConnection reports whether ZooKeeper cannot be reached. The page should then name the servers;
// the problem may pass without the reader doing anything.
func (p Problem) OfConnection(w *words.Words) bool {
	return p.Kind == znode.Unavailable && p.Title(w) == w.Problem.Titles[znode.Unavailable]
}

// Sentence returns the problem's own sentence or, if it has none, that of its kind.
func (p Problem) Sentence(w *words.Words) string {
	if p.Message != "" {
		return Visible(p.Message)
	}
	switch p.Kind {
	case znode.Denied:
		return w.Problem.Denied
	case znode.NotFound:
		return w.Problem.NotFound
	case znode.Unavailable:
		return w.Problem.Unavailable
	}
	return w.Problem.Other
}
