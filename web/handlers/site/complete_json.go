package site

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/views"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// JSONSpan is a span of the history without a gap.
type JSONSpan struct {
	From  string       `json:"from"`
	To    string       `json:"to"`
	Proof txnlog.Proof `json:"proof"`
}

// JSONGap is a span whose transactions are missing.
type JSONGap struct {
	After  string          `json:"after"`
	Before string          `json:"before"`
	From   int64           `json:"from,omitempty"` // milliseconds since 1970
	To     int64           `json:"to,omitempty"`
	Cause  txnlog.GapCause `json:"cause,omitempty"`
}

// JSONComplete reports how complete the history is, in the format that the documentation describes.
type JSONComplete struct {
	Complete []JSONSpan `json:"complete"`
	Gaps     []JSONGap  `json:"gaps"`
	Older    int        `json:"older_gaps,omitempty"` // how many older gaps are not listed
	Full     bool       `json:"full,omitempty"`       // whether there may be no room for newer transactions
}

// CompleteJSON returns the JSON of c.
func CompleteJSON(c history.Complete) JSONComplete {
	all := JSONComplete{Complete: []JSONSpan{}, Gaps: []JSONGap{}, Older: c.Older, Full: c.Full}
	for _, span := range c.Spans {
		if c.Older > 0 && uint64(span.Last) < uint64(c.Gaps[0].After) {
			continue // older than the listed gaps
		}
		all.Complete = append(all.Complete, JSONSpan{views.Hex(span.First), views.Hex(span.Last), span.Proof})
	}
	for _, gap := range c.Gaps {
		all.Gaps = append(all.Gaps, JSONGap{views.Hex(gap.After), views.Hex(gap.Before), gap.From, gap.To, gap.Cause})
	}
	return all
}

// CompleteThen returns, as JSON, how complete the history is up to the moment that a request is
// about. It is empty if that cannot be read, and nil if the request is about the present.
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
