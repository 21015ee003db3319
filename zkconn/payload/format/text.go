package format

func readPlain(*Reading) *Document {
	return &Document{Viewed: true, spans: func(text string) []Span {
		c := cutter{text: text}
		return c.rest()
	}}
}
