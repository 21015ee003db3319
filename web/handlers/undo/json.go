package undo

import (
	"github.com/labstack/echo/v4"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// JSON is how a change would be undone, in the format that the documentation describes.
type JSON struct {
	Undo JSONPlan `json:"undo"`
}

// JSONPlan is a plan in JSON.
type JSONPlan struct {
	Seq      int64           `json:"seq,omitempty"`
	Zxid     string          `json:"zxid,omitempty"` // of a transaction of the history, instead of seq
	Event    audit.Event     `json:"event"`
	Cluster  string          `json:"cluster"`
	Possible bool            `json:"possible"`
	Error    *site.JSONError `json:"error,omitempty"`
	History  bool            `json:"history,omitempty"` // whether the former state comes from the history
	Steps    []JSONStep      `json:"steps"`
	Lost     []string        `json:"lost,omitempty"` // ephemeral znodes, which cannot be restored
}

// JSONStep is a step of a plan in JSON.
type JSONStep struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	Error *site.JSONError `json:"error,omitempty"`
}

func planJSON(c echo.Context, entry audit.Entry, plan *guard.Undo) JSON {
	answer := JSONPlan{Seq: entry.Seq, Event: entry.Event, Cluster: entry.Cluster, History: plan.FromHistory, Steps: []JSONStep{}}
	if entry.Seq == 0 {
		answer.Zxid = views.Hex(entry.Zxid)
	}
	answer.Error = site.ErrorJSON(c, plan.Err())
	answer.Possible = answer.Error == nil
	if plan.Quota != nil {
		answer.Steps = append(answer.Steps, JSONStep{"quota", plan.Quota.Path.String(), answer.Error})
	}
	for _, step := range plan.Steps {
		answer.Steps = append(answer.Steps, JSONStep{site.OpNames[step.Op.Kind], step.Op.Path.String(), site.ErrorJSON(c, step.Err)})
	}
	for _, path := range plan.Lost {
		answer.Lost = append(answer.Lost, path.String())
	}
	return JSON{answer}
}

// JSONDone is the answer when a change was undone, in the format that the documentation describes.
type JSONDone struct {
	Undone  int64        `json:"undone,omitempty"`
	Zxid    string       `json:"zxid,omitempty"` // of a transaction of the history, instead of undone
	Entry   int64        `json:"entry"`          // the number in the trail by which this can be undone in turn
	Results []JSONResult `json:"results"`
}

// JSONResult is the result for one znode.
type JSONResult struct {
	Path string         `json:"path"`
	Stat *site.JSONStat `json:"stat,omitempty"` // nil after a delete, or if the server does not return it
}

func doneJSON(entry audit.Entry, results []znode.Result) JSONDone {
	answer := JSONDone{Undone: entry.Seq}
	if entry.Seq == 0 {
		answer.Zxid = views.Hex(entry.Zxid)
	}
	for _, result := range results {
		answer.Entry = result.Recorded
		shown := JSONResult{Path: result.Path.String()}
		if result.Stat != (znode.Stat{}) {
			stat := site.StatJSON(result.Stat)
			shown.Stat = &stat
		}
		answer.Results = append(answer.Results, shown)
	}
	return answer
}
