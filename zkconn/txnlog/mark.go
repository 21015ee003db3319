package txnlog

// Mark is a state of a Tree to which it can be rolled back.
type Mark struct {
	undone       int
	zxid, digest int64
}

// Mark marks the present state, so that later changes can be rolled back. Each Mark must be ended
// by Rollback or Keep, the newest first.
func (t *Tree) Mark() Mark {
	t.marks++
	return Mark{len(t.undo), t.zxid, t.digest}
}

// Rollback undoes all changes since the mark.
func (t *Tree) Rollback(mark Mark) {
	undo := t.undo[mark.undone:]
	t.marks, t.undo = t.marks-1, t.undo[:mark.undone]
	for i := len(undo) - 1; i >= 0; i-- {
		undo[i]()
	}
	clear(undo)
	t.zxid, t.digest = mark.zxid, mark.digest
}

// Keep keeps the changes since the mark.
func (t *Tree) Keep(Mark) {
	t.marks--
	if t.marks == 0 {
		t.undo = nil
	}
}

// remember saves the state of a znode, if it exists, before it changes.
func (t *Tree) remember(path string) {
	if t.marks == 0 {
		return
	}
	if t.nodes[path] == nil {
		t.undo = append(t.undo, func() { t.take(path) })
		return
	}
	old := *t.nodes[path]
	t.undo = append(t.undo, func() {
		if t.nodes[path] == nil {
			t.put(path, &old)
			return
		}
		*t.nodes[path] = old
	})
}
