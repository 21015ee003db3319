package trail

import (
	"iter"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/views/trail"
)

// section is a part of a report: the entries that match a filter.
type section struct {
	key    string // a key of words.Report.Sections
	events []audit.Event
	only   audit.Outcome // "" for all but intents
}

// taken are the events of downloads, and changed those of changes.
var (
	taken   = []audit.Event{audit.NodeExport, audit.NodeRaw, audit.AuditExport}
	changed = []audit.Event{audit.NodeCreate, audit.NodeSet, audit.NodeDelete, audit.NodeACL, audit.NodeQuota, audit.NodeBatch}
)

var reportSections = []section{
	{key: "revealed", events: []audit.Event{audit.NodeReveal}},
	{key: "taken", events: taken},
	{key: "changed", events: changed},
	{key: "approvals", events: []audit.Event{audit.ProposalMake, audit.ProposalApply, audit.ProposalReject, audit.ProposalExpire}},
	{key: "refused", only: audit.Denied},
	{key: "shared", events: []audit.Event{audit.ShareMake, audit.ShareUse, audit.ShareEnd}},
	{key: "sessions", events: []audit.Event{audit.SessionEnd}},
	{key: "record", events: []audit.Event{audit.AuditRemove, audit.AuditGap, audit.DirectoryCheck, audit.FindingSilence, audit.ConsoleStart, audit.ConsoleStop}},
}

// chosen is a section with its filter.
type chosen struct {
	key    string
	filter audit.Filter
}

// sections returns the sections of the report, with one about the profiles in each user directory.
func (r *report) sections(guards []*guard.Guard) []chosen {
	var all []chosen
	for _, guard := range guards {
		if directory := r.Rules.DirectoryOf(guard.Cluster()); directory != nil {
			filter := r.filter
			filter.Cluster, filter.Path = guard.Cluster(), directory.Path.String()
			filter.Events = []audit.Event{audit.NodeCreate, audit.NodeSet, audit.NodeDelete, audit.NodeACL, audit.NodeBatch}
			all = append(all, chosen{"profiles", filter})
		}
	}
	for _, section := range reportSections {
		filter := r.filter
		filter.Events, filter.Outcome = section.events, section.only
		all = append(all, chosen{section.key, filter})
	}
	return all
}

// entries returns the entries of a section without intents. Refusals are only in their own section.
func (r *report) entries(of chosen) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for entry, err := range r.Rules.Trail.Entries(r.ctx, of.filter) {
			if err == nil && (entry.Outcome == audit.Intent || entry.Outcome == audit.Denied && of.filter.Outcome == "") {
				continue
			}
			if !yield(entry, err) {
				return
			}
		}
	}
}

func (r *report) rows(of chosen) trail.Rows {
	var rows trail.Rows
	var entries []audit.Entry
	for entry, err := range r.entries(of) {
		if err != nil {
			rows.Problem = r.problem(err)
			break
		}
		if len(entries) == maxReportRows {
			rows.More = true
			break
		}
		entries = append(entries, entry)
	}
	for _, same := range repeats(entries) {
		rows.Entries = append(rows.Entries, r.repeated(r.words, same, 0))
	}
	return rows
}

func (r *report) problem(err error) string {
	if err == nil {
		return ""
	}
	return r.words.Error(err)
}
