package txnlog

// Mark is a point that a Tree can go back to.
type Mark struct {
	undone       int
	zxid, digest int64
}

// Mark remembers how the tree is: what follows can be tried and taken back. Each Mark
// ends by Rollback or Keep, the newest first.
func (t *Tree) Mark() Mark {
	t.marks++
	return Mark{len(t.undo), t.zxid, t.digest}
}

// Rollback takes back what was done since the mark.
func (t *Tree) Rollback(mark Mark) {
	undo := t.undo[mark.undone:]
	t.marks, t.undo = t.marks-1, t.undo[:mark.undone]
	for i := len(undo) - 1; i >= 0; i-- {
		undo[i]()
	}
	clear(undo)
	t.zxid, t.digest = mark.zxid, mark.digest
}

// Keep lets what was done since the mark stand.
func (t *Tree) Keep(Mark) {
	t.marks--
	if t.marks == 0 {
		t.undo = nil
	}
}

// remember keeps how the znode of a path is, if it is there, before it changes.
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
