package guard

// Bounds of what one request undoes: a server accepts 1 MiB in one (jute.maxbuffer).
const (
	undoSteps = 500
	undoBytes = 512 << 10
	// undoStepBytes and undoACLBytes are roughly the sizes of a step and of an entry of its ACL,
	// beside their contents.
	undoStepBytes = 64
	undoACLBytes  = 12
)

// Fits reports whether the change can be undone by one request, or each step by one of its own.
func (u *Undo) Fits() bool { return u.Each() || u.fitting() == len(u.Steps) }

// Cut reduces an Undo that does not fit to the first steps that fit into one request. It reports
// whether there are others, to be undone after these.
func (u *Undo) Cut() bool {
	if u.Fits() {
		return false
	}
	u.Steps = u.Steps[:u.fitting()]
	return true
}

// fitting returns how many of the first steps fit into one request, at least one.
func (u *Undo) fitting() int {
	size := 0
	for i, step := range u.Steps {
		if size += step.size(); i == undoSteps || i > 0 && size > undoBytes {
			return i
		}
	}
	return len(u.Steps)
}

// size returns roughly how many bytes of a request the step takes.
func (s UndoStep) size() int {
	size := undoStepBytes + len(s.Op.Path.String()) + len(s.Op.Data)
	for _, entry := range s.Op.ACL {
		size += undoACLBytes + len(entry.Scheme) + len(entry.ID)
	}
	return size
}
