package remote

import (
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// frame is one line of a stream. One without anything to tell says that the stream lives.
type frame struct {
	Of    *of            `json:"of,omitempty"`    // the store whose stream this is: its first line
	Begin *begin         `json:"begin,omitempty"` // a tree begins: its znodes come next
	Node  *history.Node  `json:"node,omitempty"`
	Begun bool           `json:"begun,omitempty"` // the tree is whole
	Span  *span          `json:"span,omitempty"`
	Gap   *txnlog.Gap    `json:"gap,omitempty"`
	Whose *history.Whose `json:"whose,omitempty"` // of a session of which there were transactions
	// Forgotten is something that the store was made to forget: a copy forgets it, too.
	Forgotten *history.Forgotten `json:"forgotten,omitempty"`
	// Full says whether the store is, when a stream begins and with each beat.
	Full  *bool  `json:"full,omitempty"`
	Error string `json:"error,omitempty"` // the stream ends
}

type of struct {
	Identity string `json:"identity"`
	First    int64  `json:"first"` // zxid with which it begins
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

// maxFrame bounds a line: the largest record of a log in base64, and more than as many
// small ones as come at once.
const maxFrame = 128 << 20
