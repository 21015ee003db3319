package shares

// Asleep returns how many sides wait for their owner.
func (s *Store) Asleep() int { return int(s.asleep.Load()) }
