package guard

// What one request takes back: a server takes 1 MiB in one (jute.maxbuffer).
const (
	undoSteps = 500
	undoBytes = 512 << 10
	// undoStepBytes and undoACLBytes are what a step and an entry of its ACL take beside
	// what is in them, about.
	undoStepBytes = 64
	undoACLBytes  = 12
)

// Fits reports whether the change can be taken back by one request, or each step by one of
// its own.
func (u *Undo) Fits() bool { return u.Each() || u.fitting() == len(u.Steps) }

// Cut leaves in an Undo that does not fit the first steps that go into one request. It
// reports whether there are others, to be taken back once these are.
func (u *Undo) Cut() bool {
	if u.Fits() {
		return false
	}
	u.Steps = u.Steps[:u.fitting()]
	return true
}

// fitting returns how many of the first steps go into one request: at least one.
func (u *Undo) fitting() int {
	size := 0
	for i, step := range u.Steps {
		if size += step.size(); i == undoSteps || i > 0 && size > undoBytes {
			return i
		}
	}
	return len(u.Steps)
}

// size returns how many bytes of a request the step takes, about.
func (s UndoStep) size() int {
	size := undoStepBytes + len(s.Op.Path.String()) + len(s.Op.Data)
	for _, entry := range s.Op.ACL {
		size += undoACLBytes + len(entry.Scheme) + len(entry.ID)
	}
	return size
}
