package trail

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"zkweb/auth/audit"
	"zkweb/web/views/trail"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// auditEntry is an entry of the trail as the page shows it.
func (h *Handlers) auditEntry(e audit.Entry) trail.Entry {
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
		Told:     toldOf(e),
		Reason:   e.Reason,
		Facts:    auditFacts(e),
	}
	_, unknown := h.Cluster(e.Cluster)
	if path, err := znode.ParsePath(e.Path); err == nil && unknown == nil {
		entry.URL = h.Links.Node(e.Cluster, path)
	}
	return entry
}

// toldOf returns the sentence of an entry's code, or the one that an older entry
// holds.
func toldOf(e audit.Entry) string {
	if e.Code != "" {
		return words.English.Of(e.Code, e.Args)
	}
	return e.Error
}

// auditFacts are what an entry holds beside what stands in its row.
func auditFacts(e audit.Entry) []trail.Fact {
	facts := []trail.Fact{
		{Name: "Cluster", Value: e.Cluster},
		{Name: "Before", Value: dataFact(e.Before)},
		{Name: "After", Value: dataFact(e.After)},
		{Name: "ZooKeeper ids", Value: strings.Join(e.Identities, ", ")},
		{Name: "ZooKeeper session", Value: e.Session},
		{Name: "Console session", Value: e.ConsoleSession},
		{Name: "Request", Value: e.RequestID},
	}
	if e.Removed != nil {
		facts = append(facts, trail.Fact{Name: "Removed up to", Value: fmt.Sprintf("%d, hash %s", e.Removed.Seq, e.Removed.Hash)})
	}
	for _, name := range slices.Sorted(maps.Keys(e.Settings)) {
		facts = append(facts, trail.Fact{Name: name, Value: e.Settings[name]})
	}
	facts = append(facts, trail.Fact{Name: "Hash", Value: e.Hash})
	return slices.DeleteFunc(facts, func(fact trail.Fact) bool { return fact.Value == "" })
}

func dataFact(d *audit.Data) string {
	if d == nil {
		return ""
	}
	words := fmt.Sprintf("version %d, %d bytes", d.Version, d.Length)
	if d.Mzxid != 0 {
		words += fmt.Sprintf(", mzxid %#x", d.Mzxid)
	}
	if d.Hash != "" {
		words += ", keyed hash " + d.Hash
	}
	return words
}
