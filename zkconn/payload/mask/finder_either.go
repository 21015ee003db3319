package mask

// both are two finders in one, which goes through a text once for what they need two
// passes for. It is for look alone: behind a hit it knows no way.
type both struct {
	finder
	bytes [256]uint16 // the action of each, and above it its traits
}

const traitsAbove = 8 // bits of an action

// look is traitsOf and mayBeIn in one pass.
func (f *both) look(text string) (has traits, mayBe bool) {
	next, bytes, quarter := f.next, &f.bytes, len(text)/4
	a, b, c, d := text[:quarter], text[quarter:2*quarter], text[2*quarter:3*quarter], text[3*quarter:4*quarter]
	var rowA, rowB, rowC, rowD uint32
	var seen uint16
	for i := range quarter {
		byteA, byteB, byteC, byteD := bytes[a[i]], bytes[b[i]], bytes[c[i]], bytes[d[i]]
		seen |= byteA | byteB | byteC | byteD
		rowA = next[rowA+uint32(uint8(byteA))]
		rowB = next[rowB+uint32(uint8(byteB))]
		rowC = next[rowC+uint32(uint8(byteC))]
		rowD = next[rowD+uint32(uint8(byteD))]
		if (rowA|rowB|rowC|rowD)&hit != 0 {
			return traitsOf(text), true
		}
	}
	return traits(seen>>traitsAbove) | traitsOf(text[4*quarter:]), f.mayGoOn(text, [...]uint32{rowA, rowB, rowC, rowD})
}

// either makes one of two finders.
func either(a, b *finder) *both {
	type actions struct{ a, b uint8 }
	type rows struct{ a, b uint32 }
	f := &both{}
	var classes []actions // of the bytes that both finders take alike
	known := map[actions]uint8{}
	for value := range 256 {
		of := actions{a.actions[value], b.actions[value]}
		class, ok := known[of]
		if !ok {
			class = uint8(len(classes))
			known[of], classes = class, append(classes, of)
		}
		f.actions[value], f.bytes[value] = class, uint16(byteTraits[value])<<traitsAbove|uint16(class)
	}
	f.width = len(classes)
	states, queue := map[rows]uint32{{}: 0}, []rows{{}}
	first := make([]rows, len(classes)) // where the first state leads: nearly all others lead there, too
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for i, class := range classes {
			to := rows{a.next[at.a+uint32(class.a)], b.next[at.b+uint32(class.b)]}
			switch {
			case (to.a|to.b)&hit != 0:
				f.next = append(f.next, hit)
				continue
			case at == rows{}:
				first[i] = to
			case to == first[i]:
				f.next = append(f.next, f.next[i])
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
