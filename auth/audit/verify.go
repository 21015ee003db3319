package audit

import (
	"encoding/json"
	"fmt"
)

// Verified describes an intact trail.
type Verified struct {
	Entries int64
	Removed int64 // number of entries that retention removed
	First   int64 // sequence of the oldest entry
	Head    Head
}

// BadEntry describes the first entry that is not as it was appended.
type BadEntry struct {
	Seq     int64
	Problem string // what is wrong, as the end of a sentence that begins with the entry
}

func (b *BadEntry) Error() string { return fmt.Sprintf("entry %d %s", b.Seq, b.Problem) }

// BadFile describes a database whose entries are intact, but whose indexes or pages are not, so
// that entries may not be found.
type BadFile struct {
	Finding string // SQLite's message, on one line: "row 6 missing from index by_user", "by_user, Tree 7 page 9: …"
}

func (b *BadFile) Error() string { return "its entries and indexes do not match: " + b.Finding }

// Verifier follows a chain from its beginning to its head. It must be given the records of
// Store.Walk, the oldest first. The package comment says what it finds and what it cannot find.
type Verifier struct {
	outside map[int64][]string // known hashes from outside, by sequence
	newest  int64              // the newest of these
	last    Link
	first   int64
	entries int64
	missing []Span // runs
	said    []Span // removed according to entries
	front   int64  // everything up to here is removed, according to the newest AuditRemove of the first schema
}

// NewVerifier returns a Verifier that expects heads from outside in the chain, as the console logs
// them and as the JSON lines have them. Those of removed entries can no longer be compared, except
// for the last entry of each run.
func NewVerifier(outside ...Head) *Verifier {
	v := &Verifier{outside: map[int64][]string{}}
	for _, h := range outside {
		v.outside[h.Seq] = append(v.outside[h.Seq], h.Hash)
		v.newest = max(v.newest, h.Seq)
	}
	return v
}

// Follow checks the next record. The error is a *BadEntry.
func (v *Verifier) Follow(r Record) error {
	begins := r.Seq
	if r.IsRun() {
		begins = r.First
	}
	switch {
	case begins > v.last.Seq+1:
		return &BadEntry{v.last.Seq + 1, "is missing"}
	case begins <= v.last.Seq:
		return &BadEntry{begins, "was added: retention had removed it"}
	}
	if r.IsRun() {
		v.missing = append(v.missing, Span{r.First, r.Seq})
	} else if err := v.entry(r); err != nil {
		return err
	}
	v.last = r.Link
	return v.compare(r.Link)
}

// entry checks that an entry follows the last one, and that Listed agrees with it.
func (v *Verifier) entry(r Record) error {
	if v.last.Next(r.Encoded) != r.Link {
		return &BadEntry{r.Seq, "was changed or moved, or the hash of the one before it was"}
	}
	var said struct {
		Seq int64 `json:"seq"`
		Listed
		Removed *Head  `json:"removed"`
		Ranges  string `json:"ranges"`
	}
	if err := json.Unmarshal(r.Encoded, &said); err != nil {
		return &BadEntry{r.Seq, "is not an entry"}
	}
	if said.Seq != r.Seq || said.Listed != r.Listed {
		return &BadEntry{r.Seq, "is listed under what it does not say: the columns beside it were changed"}
	}
	if said.Event == AuditRemove {
		spans, err := parseSpans(said.Ranges)
		if err != nil {
			return &BadEntry{r.Seq, "says of no entries that they were removed"}
		}
		v.said = append(v.said, spans...)
		if said.Removed != nil {
			v.front = said.Removed.Seq
		}
	}
	if v.entries++; v.first == 0 {
		v.first = r.Seq
	}
	return nil
}

func (v *Verifier) compare(at Link) error {
	for _, hash := range v.outside[at.Seq] {
		if hash != at.Head().Hash {
			return &BadEntry{at.Seq, "is not the one whose hash was logged: it, or one before it, was changed and the chain computed anew"}
		}
	}
	return nil
}

// End checks that the chain ends at the head and not before a head from outside, and that entries
// account for what is missing. The error is a *BadEntry.
func (v *Verifier) End(head Link) (Verified, error) {
	if err := v.removed(); err != nil {
		return Verified{}, err
	}
	switch {
	case v.last.Seq < head.Seq:
		return Verified{}, &BadEntry{v.last.Seq + 1, fmt.Sprintf("is missing: the trail went on to %d", head.Seq)}
	case v.last.Seq > head.Seq:
		return Verified{}, &BadEntry{head.Seq + 1, "was added by other means than the console"}
	case v.last != head:
		return Verified{}, &BadEntry{v.last.Seq, "is not the one that the head names"}
	case v.newest > v.last.Seq:
		return Verified{}, &BadEntry{v.last.Seq + 1, fmt.Sprintf("is missing: a head that was logged says that the trail went on to %d", v.newest)}
	}
	first := v.first
	if first == 0 {
		first = v.last.Seq + 1
	}
	return Verified{Entries: v.entries, Removed: v.last.Seq - v.entries, First: first, Head: head.Head()}, nil
}

// removed checks that the runs are exactly what entries say was removed.
func (v *Verifier) removed() error {
	said := v.said
	if v.front > 0 {
		said = append(said, Span{1, v.front})
	}
	said, missing := union(said), union(v.missing)
	for i := range max(len(said), len(missing)) {
		switch {
		case i >= len(said):
			return notSaid(missing[i].First)
		case i >= len(missing) || said[i].First < missing[i].First:
			return notRemoved(said[i].First)
		case said[i].First > missing[i].First:
			return notSaid(missing[i].First)
		case said[i].Last < missing[i].Last:
			return notSaid(said[i].Last + 1)
		case said[i].Last > missing[i].Last:
			return notRemoved(missing[i].Last + 1)
		}
	}
	return nil
}

func notSaid(seq int64) error {
	return &BadEntry{seq, "is missing, and no entry says that retention removed it"}
}

func notRemoved(seq int64) error {
	return &BadEntry{seq, "was added: retention had removed it"}
}
