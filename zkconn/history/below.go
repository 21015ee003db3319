package history

// stretch is of how many transactions it is kept below which paths they changed
// something: a subtree that seldom changes is found by that.
const (
	stretch     = 256
	stretchText = "256" // for SQL
)

// stretchOf returns the stretch of a transaction.
func stretchOf(n int64) int64 { return (n - 1) / stretch }

// marks are the paths below which the stretch that is written has changes.
type marks struct {
	stretch int64
	paths   map[string]bool
}

// mark notes that something below all the paths above one changes.
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
