package site

import (
	"testing"

	"zkweb/auth/guard"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// TestAChangeThatNoLineShowsIsTold checks changes from null to empty, and new znodes without text.
func TestAChangeThatNoLineShowsIsTold(t *testing.T) {
	t.Parallel()
	said, empty := words.English.Step, guard.Lines{IsText: true}
	for want, test := range map[string]struct {
		op    znode.OpKind
		now   guard.Lines
		there bool
	}{
		said.SameText: {znode.OpSet, guard.Lines{IsText: true, IsNull: true}, true},
		said.Same:     {znode.OpSet, empty, true},
		said.Empty:    {znode.OpCreate, guard.Lines{}, false},
	} {
		if step := StepOf(said, znode.Op{Kind: test.op}, guard.Sides{Now: test.now, Then: empty}, test.there); step.Note != want || len(step.Diff) > 0 {
			t.Errorf("the note is %q, want %q", step.Note, want)
		}
	}
}
