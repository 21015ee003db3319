package mask

// both combines two finders, so that look needs only one pass. It supports look alone, as a hit is
// its last state.
type both struct {
	finder
	bytes [256]uint16 // the action of each byte, with its traits in the bits above
}

const traitsAbove = 8 // bits of an action

// look combines traitsOf and mayBeIn in one pass.
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

// either combines two finders.
func either(a, b *finder) *both {
	type actions struct{ a, b uint8 }
	type rows struct{ a, b uint32 }
	f := &both{}
	var classes []actions // of bytes with the same actions in both finders
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
	first := make([]rows, len(classes)) // where the transitions of the first state lead; nearly all other states lead to the same
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
