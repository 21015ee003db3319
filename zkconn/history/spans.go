package history

import (
	"context"
	"slices"
	"time"

	"zkweb/zkconn/txnlog"
)

// Complete is how complete a stretch of the store is.
type Complete struct {
	Spans  []txnlog.Span // in their order; nothing is missing within one
	Gaps   []Gap         // between them
	Newest time.Time     // of the store's newest transaction, whatever the stretch; zero for an empty store
}

// Gap is a stretch of which it is not known what happened, and when it was.
type Gap struct {
	txnlog.Gap
	From, To int64 // times of the transactions on both sides, milliseconds since 1970; 0 when there is none
}

// Whole reports whether nothing is missing.
func (c Complete) Whole() bool { return len(c.Gaps) == 0 && len(c.Spans) > 0 }

// Weakest returns the weakest of the spans' proofs; "" for none.
func (c Complete) Weakest() (weakest txnlog.Proof) {
	order := []txnlog.Proof{"", txnlog.ProofDigest, txnlog.ProofSources, txnlog.ProofSeen}
	for _, span := range c.Spans {
		if slices.Index(order, span.Proof) > slices.Index(order, weakest) || !slices.Contains(order, span.Proof) {
			weakest = span.Proof
		}
	}
	return weakest
}

// Complete tells of the stretch between two zxids; 0 is no bound.
func (s *Store) Complete(ctx context.Context, from, to int64) (Complete, error) {
	u, err := s.use()
	if err != nil {
		return Complete{}, err
	}
	defer u.done()
	var all Complete
	if _, all.Newest, err = u.newest(ctx); err != nil {
		return Complete{}, err
	}
	causes := map[int64]txnlog.GapCause{} // by the zxid behind it
	for _, segment := range u.segments {
		if err := segment.spans(ctx, &all, causes); err != nil {
			return Complete{}, err
		}
	}
	return all.within(ctx, u, from, to, causes)
}

func (s *segment) spans(ctx context.Context, all *Complete, causes map[int64]txnlog.GapCause) error {
	rows, err := s.db.QueryContext(ctx, "SELECT first, last, source, proof FROM span ORDER BY rowid")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var span txnlog.Span
		if err := rows.Scan(&span.First, &span.Last, &span.Source, &span.Proof); err != nil {
			return err
		}
		if n := len(all.Spans); n > 0 && all.Spans[n-1].Source == span.Source && all.Spans[n-1].Proof == span.Proof && txnlog.Follows(all.Spans[n-1].Last, span.First) {
			all.Spans[n-1].Last = span.Last
			continue
		}
		all.Spans = append(all.Spans, span)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	gaps, err := s.db.QueryContext(ctx, "SELECT before, cause FROM gap")
	if err != nil {
		return err
	}
	defer gaps.Close()
	for gaps.Next() {
		var before int64
		var cause txnlog.GapCause
		if err := gaps.Scan(&before, &cause); err != nil {
			return err
		}
		causes[before] = cause
	}
	return gaps.Err()
}

// within cuts the spans at two zxids, and finds what is missing between them.
func (c Complete) within(ctx context.Context, u *use, from, to int64, causes map[int64]txnlog.GapCause) (Complete, error) {
	cut := Complete{Newest: c.Newest}
	before := int64(0)
	if len(u.segments) > 0 {
		before = u.segments[0].baseZxid
	}
	for _, span := range c.Spans {
		after := before
		before = span.Last
		if from != 0 && uint64(span.Last) < uint64(from) || to != 0 && uint64(after) >= uint64(to) && len(cut.Spans) > 0 {
			continue
		}
		if cause := causes[span.First]; cause != "" || !txnlog.Follows(after, span.First) {
			gap, err := u.gap(ctx, txnlog.Gap{After: after, Before: span.First, Cause: cause})
			if err != nil {
				return Complete{}, err
			}
			if from == 0 || uint64(span.First) > uint64(from) {
				cut.Gaps = append(cut.Gaps, gap)
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
	return cut, nil
}

// gap finds out when a gap was.
func (u *use) gap(ctx context.Context, gap txnlog.Gap) (Gap, error) {
	g := Gap{Gap: gap}
	for zxid, at := range map[int64]*int64{gap.After: &g.From, gap.Before: &g.To} {
		segment, n, ok, err := u.at(ctx, zxid)
		if err != nil {
			return g, err
		}
		if !ok {
			continue
		}
		if _, *at, err = segment.moment(ctx, n); err != nil {
			return g, err
		}
	}
	return g, nil
}
