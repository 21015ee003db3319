package site

import (
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

// TestHowCompleteThePastIs checks that after a gap only a digest proves that nothing else is
// missing in the tree, and that within a gap nothing does.
func TestHowCompleteThePastIs(t *testing.T) {
	t.Parallel()
	said := words.History{
		Proofs:   map[string]string{"": "nothing", "digest": "proven", "seen": "seen", "watched": "never"},
		ButGaps:  map[string]string{"digest": "proven but", "seen": "seen but"},
		PastGaps: "missing",
	}
	upTo := func(last int64, proof txnlog.Proof, gaps ...txnlog.Gap) (c history.Complete) {
		c.Spans = []txnlog.Span{{First: 1, Last: last, Proof: proof}}
		for _, gap := range gaps {
			c.Gaps = append(c.Gaps, history.Gap{Gap: gap})
		}
		return c
	}
	gap := txnlog.Gap{After: 5, Before: 9}
	for _, c := range []struct {
		complete history.Complete
		zxid     int64
		want     string
	}{
		{history.Complete{}, 1, "nothing"},
		{upTo(5, txnlog.ProofDigest), 5, "proven"},
		{upTo(20, txnlog.ProofDigest, gap), 12, "proven"},
		{upTo(5, txnlog.ProofDigest, gap), 7, "missing"},
		{upTo(5, txnlog.ProofSeen), 5, "seen"},
		{upTo(20, txnlog.ProofSeen, gap), 12, "missing"},
		{upTo(20, txnlog.ProofWatched, gap), 12, "never"},
	} {
		if got := completeAt(c.complete, c.zxid, said); got != c.want {
			t.Errorf("%+v at %d: %q, want %q", c.complete, c.zxid, got, c.want)
		}
	}
}
