package views

import (
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Problem stands in the place of a part of a page that could not be had.
type Problem struct {
	Kind    znode.Kind
	Code    znode.Code // "" where there is none
	Message string     // a sentence for a person; "" shows the kind's own

	At         string // the znode that it is about; "" for that of the page
	Unrecorded bool   // it was not done, as it could not be recorded first
}

// Title names the problem in a word or two.
func (p Problem) Title(w *words.Words) string {
	if p.Unrecorded {
		return w.Problem.Unrecorded
	}
	if title, ok := w.Problem.Unusable[p.Code]; ok && p.Kind == znode.Unavailable {
		return title
	}
	return w.Problem.Titles[p.Kind]
}

// OfConnection reports whether ZooKeeper cannot be asked: the servers are to be
// named, and it may be over without the reader doing anything.
func (p Problem) OfConnection(w *words.Words) bool {
	return p.Kind == znode.Unavailable && p.Title(w) == w.Problem.Titles[znode.Unavailable]
}

// Sentence returns the problem's own sentence, or else that of its kind.
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
