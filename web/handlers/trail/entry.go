package trail

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"zkweb/auth/audit"
	"zkweb/web/views"
	"zkweb/web/views/trail"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// auditEntry returns an entry of the trail as the page shows it. intent is the sequence of its
// intent, or 0 for none.
func (h *Handlers) auditEntry(w *words.Words, e audit.Entry, intent int64) trail.Entry {
	entry := trail.Entry{
		Seq:      e.Seq,
		Time:     e.Time,
		Event:    string(e.Event),
		Outcome:  string(e.Outcome),
		Who:      e.User,
		Nobody:   e.User == "" && len(e.Identities) == 0,
		Verified: e.Verified,
		Role:     e.Role,
		Address:  e.Address,
		Cluster:  e.Cluster,
		Path:     e.Path,
		Target:   e.Target,
		Why:      whyOf(w, e),
		Reason:   e.Reason,
		Facts:    auditFacts(w, e, intent),
	}
	_, unknown := h.Cluster(e.Cluster)
	if path, err := znode.ParsePath(e.Path); err == nil && unknown == nil {
		entry.URL = h.Links.Node(e.Cluster, path)
		if e.Zxid != 0 && h.Rules.HasHistory(e.Cluster) {
			entry.TransactionURL = h.Links.ChangesOf(e.Cluster, path, e.Zxid)
		}
	}
	return entry
}

// whyOf returns the sentence for an entry's code, or the error text of an older entry.
func whyOf(w *words.Words, e audit.Entry) string {
	if e.Code != "" {
		return w.Record(e.Code, e.Args)
	}
	return e.Error
}

// auditFacts returns the facts of an entry that its row does not show.
func auditFacts(w *words.Words, e audit.Entry, intent int64) []trail.Fact {
	names := w.Trail.Facts
	facts := []trail.Fact{
		{Name: names.Cluster, Value: e.Cluster},
		{Name: names.Before, Value: dataFact(names, e.Before)},
		{Name: names.After, Value: dataFact(names, e.After)},
		{Name: names.Identities, Value: strings.Join(e.Identities, ", ")},
		{Name: names.Session, Value: e.Session},
		{Name: names.ConsoleSession, Value: e.ConsoleSession},
		{Name: w.Undo.Undoes, Value: entryFact(w, e.Undoes)},
		{Name: names.Proposal, Value: entryFact(w, e.Proposal)},
		{Name: names.Approval, Value: entryFact(w, e.Approval)},
		{Name: names.Request, Value: e.RequestID},
		{Name: names.Ranges, Value: e.Ranges},
	}
	if e.Batch != nil {
		facts = append(facts, trail.Fact{Name: names.Batch, Value: batchFact(names, e.Batch)})
	}
	facts = append(facts, trail.Fact{Name: names.Intent, Value: entryFact(w, intent)})
	if e.Removed != nil {
		facts = append(facts, trail.Fact{Name: names.Removed, Value: names.Head(e.Removed.Seq, e.Removed.Hash)})
	}
	for _, name := range slices.Sorted(maps.Keys(e.Settings)) {
		facts = append(facts, trail.Fact{Name: cmp.Or(names.Named[name], name), Value: e.Settings[name]})
	}
	facts = append(facts, trail.Fact{Name: names.Hash, Value: e.Hash})
	return slices.DeleteFunc(facts, func(fact trail.Fact) bool { return fact.Value == "" })
}

// entryFact returns the name of an entry, or "" for 0.
func entryFact(w *words.Words, seq int64) string {
	if seq == 0 {
		return ""
	}
	return w.Trail.Entry(strconv.FormatInt(seq, 10))
}

func batchFact(names words.Facts, b *audit.Batch) string {
	switch {
	case !b.Each:
		return names.Ops(b.Count, b.First, b.Last, b.Blamed)
	case b.Failed > 0:
		return names.Ops(b.Count, b.First, b.Last, "") + names.Each(b.Failed, b.Blamed)
	}
	return names.Ops(b.Count, b.First, b.Last, "")
}

func dataFact(names words.Facts, d *audit.Data) string {
	if d == nil {
		return ""
	}
	mzxid := ""
	if d.Mzxid != 0 {
		mzxid = views.Hex(d.Mzxid)
	}
	return names.Data(int(d.Version), d.Length, mzxid, d.Hash)
}
