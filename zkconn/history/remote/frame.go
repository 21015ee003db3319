package remote

import (
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// frame is one line of a stream. An empty frame only says that the stream is alive.
type frame struct {
	Of    *of            `json:"of,omitempty"`    // the store that the stream is from; in the first line
	Begin *begin         `json:"begin,omitempty"` // a tree begins, and its znodes follow
	Node  *history.Node  `json:"node,omitempty"`
	Begun bool           `json:"begun,omitempty"` // the tree is complete
	Span  *span          `json:"span,omitempty"`
	Gap   *txnlog.Gap    `json:"gap,omitempty"`
	Whose *history.Whose `json:"whose,omitempty"` // for a session of which there were transactions
	// Forgotten is something that the store has forgotten, and that a copy must forget, too.
	Forgotten *history.Forgotten `json:"forgotten,omitempty"`
	// Full says whether the store's disk is full, in the first line and in each beat.
	Full  *bool  `json:"full,omitempty"`
	Error string `json:"error,omitempty"` // the stream ends with this error
}

type of struct {
	Identity string `json:"identity"`
	First    int64  `json:"first"` // zxid with which the store begins
}

type begin struct {
	Zxid int64 `json:"zxid"`
	Time int64 `json:"time"`
}

type span struct {
	Source       string               `json:"source"`
	Proof        txnlog.Proof         `json:"proof"`
	Transactions []txnlog.Transaction `json:"transactions"`
}

// maxFrame bounds a line: the largest record of a log in base64, or a full batch of small ones.
const maxFrame = 128 << 20
