package history

// A stretch is a run of so many transactions. For each stretch the store keeps the paths below
// which something changed, so that the changes of a subtree that seldom changes are found quickly.
const (
	stretch     = 256
	stretchText = "256" // for SQL
)

// stretchOf returns the stretch to which a transaction belongs.
func stretchOf(n int64) int64 { return (n - 1) / stretch }

// marks are the paths below which something changed in the stretch that is being written.
type marks struct {
	stretch int64
	paths   map[string]bool
}

// mark records, for all ancestors of a path, that something below them changes.
func (b *block) mark(path string) error {
	m := &b.marks
	if now := stretchOf(b.next.n); m.paths == nil || m.stretch != now {
		*m = marks{now, map[string]bool{}}
	}
	for above := parentOf(path); above != "" && !m.paths[above]; above = parentOf(above) {
		id, err := b.pathID(above)
		if err != nil {
			return err
		}
		if err := b.exec("INSERT OR IGNORE INTO below (path, stretch) VALUES (?, ?)", id, m.stretch); err != nil {
			return err
		}
		m.paths[above] = true
	}
	return nil
}
