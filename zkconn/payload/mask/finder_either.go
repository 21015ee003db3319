package mask

// either makes of two finders one that goes through a text once for what they need two
// passes for. It is for mayBeIn alone: behind a hit it knows no way.
func either(a, b *finder) *finder {
	type actions struct{ a, b uint8 }
	type rows struct{ a, b uint32 }
	f := &finder{}
	var classes []actions // of the bytes that both finders take alike
	known := map[actions]uint8{}
	for value := range 256 {
		of := actions{a.actions[value], b.actions[value]}
		class, ok := known[of]
		if !ok {
			class = uint8(len(classes))
			known[of], classes = class, append(classes, of)
		}
		f.actions[value] = class
	}
	f.width = len(classes)
	states, queue := map[rows]uint32{{}: 0}, []rows{{}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, class := range classes {
			to := rows{a.next[at.a+uint32(class.a)], b.next[at.b+uint32(class.b)]}
			if (to.a|to.b)&hit != 0 {
				f.next = append(f.next, hit)
				continue
			}
			row, ok := states[to]
			if !ok {
				row = uint32(len(states) * f.width)
				states[to], queue = row, append(queue, to)
			}
			f.next = append(f.next, row)
		}
	}
	return f
}
