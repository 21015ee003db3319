package format

// cutter cuts a text into tokens that, put together, are the text again.
type cutter struct {
	text   string
	at     int // text[:at] is cut
	from   int // where the last token starts
	tokens []Token
}

// take makes what lies between the last cut and end a token, or a part of the
// last one if that is of the same class.
func (c *cutter) take(class Class, end int) {
	if end <= c.at {
		return
	}
	if last := len(c.tokens) - 1; last >= 0 && c.tokens[last].Class == class {
		c.tokens[last].Text = c.text[c.from:end]
	} else {
		c.from = c.at
		c.tokens = append(c.tokens, Token{class, c.text[c.at:end]})
	}
	c.at = end
}

// rest takes what is left as Plain and gives all tokens.
func (c *cutter) rest() []Token {
	c.take(Plain, len(c.text))
	return c.tokens
}
