package history

import (
	"context"
	"maps"
	"os"
	"slices"
	"time"

	"zkweb/zkconn/txnlog"
)

// Complete describes how complete a part of the store is.
type Complete struct {
	Spans  []txnlog.Span // in order; no transaction is missing within a dense span
	Gaps   []Gap         // between spans; Store.Complete returns the newest maxGaps
	Older  int           // number of gaps before these
	Newest time.Time     // time of the store's newest transaction; zero for an empty store
	Full   bool          // as in Store.Full
}

// Gap is a period for which it is not known what happened.
type Gap struct {
	txnlog.Gap
	From, To int64 // times of the transactions on either side, in milliseconds since 1970; 0 if there is none
}

// maxGaps is the number of gaps for which times are returned. A recorder that watches leaves one at
// each interrupted connection.
const maxGaps = 200

// Whole reports whether nothing is missing.
func (c Complete) Whole() bool { return len(c.Gaps) == 0 && len(c.Spans) > 0 }

// Weakest returns the weakest of the spans' proofs; "" if there are no spans.
func (c Complete) Weakest() (weakest txnlog.Proof) {
	order := []txnlog.Proof{"", txnlog.ProofDigest, txnlog.ProofSources, txnlog.ProofSeen, txnlog.ProofWatched, txnlog.ProofFound}
	for _, span := range c.Spans {
		if slices.Index(order, span.Proof) > slices.Index(order, weakest) || !slices.Contains(order, span.Proof) {
			weakest = span.Proof
		}
	}
	return weakest
}

// Complete describes the part of the store between two zxids; 0 is no bound.
func (s *Store) Complete(ctx context.Context, from, to int64) (Complete, error) {
	return s.complete(ctx, from, to, maxGaps)
}

// complete is like Complete, with a bound on the number of gaps.
func (s *Store) complete(ctx context.Context, from, to int64, most int) (Complete, error) {
	u, err := s.use()
	if err != nil {
		return Complete{}, err
	}
	var all Complete
	if _, all.Newest, err = u.last(ctx); err != nil {
		return Complete{}, err
	}
	causes := map[int64]txnlog.GapCause{} // by the zxid after the gap
	for i := range u.files {
		summary, err := u.summary(ctx, i)
		if err != nil {
			return Complete{}, err
		}
		maps.Copy(causes, summary.causes)
		for j, span := range summary.spans {
			if j == 0 && causes[span.First] == "" && all.endsBefore(beginOf(u.files[i])) && span.Proof.Dense() {
				causes[span.First] = txnlog.GapSnapshot
			}
			all.add(span, causes[span.First])
		}
	}
	cut := all.within(u, from, to, causes)
	cut.Full = s.Full()
	cut.Older = max(0, len(cut.Gaps)-most)
	cut.Gaps = cut.Gaps[cut.Older:]
	for i := range cut.Gaps {
		if cut.Gaps[i], err = u.gap(ctx, cut.Gaps[i].Gap); err != nil {
			return Complete{}, err
		}
	}
	return cut, nil
}

// add adds a span, after a gap unless the span continues the last one.
func (c *Complete) add(span txnlog.Span, gap txnlog.GapCause) {
	if n := len(c.Spans); n > 0 && c.Spans[n-1].Source == span.Source && c.Spans[n-1].Proof == span.Proof && gap == "" && goesOn(c.Spans[n-1].Last, span) {
		c.Spans[n-1].Last = span.Last
		return
	}
	c.Spans = append(c.Spans, span)
}

// endsBefore reports whether a segment that begins at a zxid begins after a gap, with a later tree
// than that at the end of the spans.
func (c *Complete) endsBefore(zxid int64) bool {
	n := len(c.Spans)
	return n > 0 && uint64(c.Spans[n-1].Last) < uint64(zxid)
}

// goesOn reports whether nothing is known to be missing between a zxid and a span.
func goesOn(last int64, span txnlog.Span) bool {
	return txnlog.Follows(last, span.First) || !span.Proof.Dense()
}

// sealed is the part of a segment that most answers need. It never changes once another segment
// follows, and is then cached.
type sealed struct {
	info   os.FileInfo
	clock  clocked
	spans  []txnlog.Span
	causes map[int64]txnlog.GapCause // by the zxid after the gap
}

// summary returns the sealed of a segment, from the cache or from the file.
func (u *use) summary(ctx context.Context, i int) (sealed, error) {
	file := u.files[i]
	u.mu.Lock()
	kept, has := u.sealed[file]
	u.mu.Unlock()
	if info, err := os.Stat(file); has && err == nil && os.SameFile(info, kept.info) {
		return kept, nil
	}
	read := sealed{}
	err := u.with(file, func(s *held) (err error) {
		read.info = s.info
		if read.clock, err = s.clocked(ctx); err != nil {
			return err
		}
		read.spans, read.causes, err = s.spans(ctx)
		return err
	})
	if err == errDropped {
		return read, nil
	}
	if err == nil && i < len(u.files)-1 {
		u.mu.Lock()
		u.sealed[file] = read
		u.mu.Unlock()
	}
	return read, err
}

// spans returns a segment's spans, and the causes of gaps by the zxid after each.
func (s *segment) spans(ctx context.Context) (spans []txnlog.Span, causes map[int64]txnlog.GapCause, err error) {
	rows, err := s.rows(ctx, "SELECT first, last, source, proof FROM span ORDER BY rowid")
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var span txnlog.Span
		if err := rows.Scan(&span.First, &span.Last, &span.Source, &span.Proof); err != nil {
			return nil, nil, err
		}
		spans = append(spans, span)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	gaps, err := s.rows(ctx, "SELECT before, cause FROM gap")
	if err != nil {
		return nil, nil, err
	}
	defer gaps.Close()
	causes = map[int64]txnlog.GapCause{}
	for gaps.Next() {
		var before int64
		var cause txnlog.GapCause
		if err := gaps.Scan(&before, &cause); err != nil {
			return nil, nil, err
		}
		causes[before] = cause
	}
	return spans, causes, gaps.Err()
}

// within cuts the spans at two zxids, and finds the gaps between them.
func (c Complete) within(u *use, from, to int64, causes map[int64]txnlog.GapCause) Complete {
	cut := Complete{Newest: c.Newest}
	before := int64(0)
	if len(u.files) > 0 {
		before = beginOf(u.files[0])
	}
	for _, span := range c.Spans {
		after := before
		before = span.Last
		if from != 0 && uint64(span.Last) < uint64(from) || to != 0 && uint64(after) >= uint64(to) && len(cut.Spans) > 0 {
			continue
		}
		if cause := causes[span.First]; cause != "" || !goesOn(after, span) {
			end := span.First
			if span.Proof == txnlog.ProofFound { // what is between its transactions may be missing, too
				end = span.Last
			}
			if from == 0 || uint64(end) > uint64(from) {
				cut.Gaps = append(cut.Gaps, Gap{Gap: txnlog.Gap{After: after, Before: end, Cause: cause}})
			}
		}
		if to != 0 && uint64(span.First) > uint64(to) {
			continue
		}
		if from != 0 && uint64(span.First) < uint64(from) {
			span.First = from
		}
		if to != 0 && uint64(span.Last) > uint64(to) {
			span.Last = to
		}
		cut.Spans = append(cut.Spans, span)
	}
	return cut
}

// gap returns a gap with its times.
func (u *use) gap(ctx context.Context, gap txnlog.Gap) (Gap, error) {
	g := Gap{Gap: gap}
	for zxid, at := range map[int64]*int64{gap.After: &g.From, gap.Before: &g.To} {
		if _, err := u.at(ctx, zxid, func(s *held, n int64) (err error) {
			_, *at, err = s.moment(ctx, n)
			return err
		}); err != nil && err != errDropped {
			return g, err
		}
	}
	return g, nil
}
