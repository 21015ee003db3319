package site

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/views"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// JSONSpan is a stretch of the history without a gap.
type JSONSpan struct {
	From  string       `json:"from"`
	To    string       `json:"to"`
	Proof txnlog.Proof `json:"proof"`
}

// JSONGap is one of which transactions are missing.
type JSONGap struct {
	After  string          `json:"after"`
	Before string          `json:"before"`
	From   int64           `json:"from,omitempty"` // milliseconds since 1970
	To     int64           `json:"to,omitempty"`
	Cause  txnlog.GapCause `json:"cause,omitempty"`
}

// JSONComplete tells how complete the history is; see the contract in docs.
type JSONComplete struct {
	Complete []JSONSpan `json:"complete"`
	Gaps     []JSONGap  `json:"gaps"`
	Older    int        `json:"older_gaps,omitempty"` // that are not listed
	Full     bool       `json:"full,omitempty"`       // nothing newer may be stored now
}

// CompleteJSON returns it as JSON has it.
func CompleteJSON(c history.Complete) JSONComplete {
	all := JSONComplete{Complete: []JSONSpan{}, Gaps: []JSONGap{}, Older: c.Older, Full: c.Full}
	for _, span := range c.Spans {
		if c.Older > 0 && uint64(span.Last) < uint64(c.Gaps[0].After) {
			continue // before the gaps that are listed
		}
		all.Complete = append(all.Complete, JSONSpan{views.Hex(span.First), views.Hex(span.Last), span.Proof})
	}
	for _, gap := range c.Gaps {
		all.Gaps = append(all.Gaps, JSONGap{views.Hex(gap.After), views.Hex(gap.Before), gap.From, gap.To, gap.Cause})
	}
	return all
}

// CompleteThen returns, as JSON, how complete the history is up to the moment that a request is
// about. It is empty where that cannot be read, and nil where the request is about now.
func CompleteThen(c echo.Context) *JSONComplete {
	at, _ := c.Get(atKey).(*At)
	if at == nil {
		return nil
	}
	complete, err := at.complete(c)
	if err != nil {
		complete = history.Complete{}
	}
	told := CompleteJSON(complete)
	return &told
}
