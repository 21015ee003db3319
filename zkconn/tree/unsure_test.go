package tree_test

import (
	"context"
	"testing"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// silenced makes changes but loses the answer, and then is unavailable.
type silenced struct {
	*memory
	away context.CancelFunc
}

func (s silenced) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	defer s.away()
	s.lose = 1
	return s.memory.Apply(ctx, ops...)
}

// TestALostAnswerIsToldWhereNobodyCanLook checks that the outcome is unknown if the answer is lost
// and the look at the znodes gets no answer either.
func TestALostAnswerIsToldWhereNobodyCanLook(t *testing.T) {
	t.Parallel()
	m := newMemory("/a/b")
	ctx, away := context.WithCancel(t.Context())
	c := copyOf(t, m, map[string]string{})
	c.Writer = silenced{m, away}
	if err := tree.Copy(ctx, c); znode.KindOf(err) != znode.UnknownOutcome || !m.has("/b/b") {
		t.Errorf("a copy: %v", err)
	}
	ctx, away = context.WithCancel(t.Context())
	err := tree.Delete(ctx, m, silenced{m, away}, parse(t, "/a"), func([]tree.Fate) error { return nil })
	if znode.KindOf(err) != znode.UnknownOutcome || m.has("/a/b") {
		t.Errorf("a deletion: %v", err)
	}
}
