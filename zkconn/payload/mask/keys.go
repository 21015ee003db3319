package mask

import "strings"

// armor is a line before or after a private key: "-----BEGIN … KEY-----" in PEM, OpenSSH, PGP and
// OpenVPN, "Private-Lines: 8" in PuTTY.
type armor struct {
	span
	ends bool // it stands after the key
}

const maxArmor = 100 // bytes

// nextArmor finds the first armor from an offset on.
func nextArmor(text string, from int) (found armor, ok bool) {
	for at := from; at < len(text); {
		dash := strings.IndexByte(text[at:], '-')
		if dash < 0 {
			return armor{}, false
		}
		at += dash
		if found, ok := dashedArmor(text, at); ok {
			return found, true
		}
		if found, ok := puttyArmor(text, at); ok {
			return found, true
		}
		for at < len(text) && text[at] == '-' {
			at++
		}
	}
	return armor{}, false
}

// dashedArmor reads four or five dashes, BEGIN or END, the kind of key, and dashes again.
func dashedArmor(text string, start int) (armor, bool) {
	if !strings.HasPrefix(text[start:], "----") {
		return armor{}, false
	}
	line := text[start:min(len(text), start+maxArmor)]
	label := strings.TrimPrefix(strings.TrimLeft(line, "-"), " ")
	length := runEnd(label, 0, labelBytes)
	words := strings.ToUpper(label[:length])
	begins, ends := strings.HasPrefix(words, "BEGIN "), strings.HasPrefix(words, "END ")
	if !begins && !ends || !strings.Contains(words, "PRIVATE KEY") && !strings.Contains(words, "STATIC KEY") || !strings.HasPrefix(label[length:], "----") {
		return armor{}, false
	}
	end := start + len(line) - len(label) + length
	for range 5 {
		if end < len(text) && text[end] == '-' {
			end++
		}
	}
	return armor{span{start, end}, ends}, true
}

// labelBytes are the characters in the kind of a key, which a "-" ends.
var labelBytes = byteSet("A-Za-z0-9 ")

// puttyArmor reads the text around the first dash of "Private-Lines: 8", which stands before a key,
// or of "Private-MAC:" or "Private-Hash:", which stand after it.
func puttyArmor(text string, dash int) (armor, bool) {
	const before = "private"
	start := dash - len(before)
	if start < 0 || !strings.EqualFold(text[start:dash], before) {
		return armor{}, false
	}
	rest := text[dash+1 : min(len(text), dash+maxArmor)]
	for _, ending := range []string{"mac:", "hash:"} {
		if len(rest) >= len(ending) && strings.EqualFold(rest[:len(ending)], ending) {
			return armor{span{start, dash + 1 + len(ending)}, true}, true
		}
	}
	const lines = "lines:"
	if len(rest) < len(lines) || !strings.EqualFold(rest[:len(lines)], lines) {
		return armor{}, false
	}
	number := dash + 1 + len(lines)
	if number < len(text) && text[number] == ' ' {
		number++
	}
	end := runEnd(text, number, digits)
	return armor{span{start, end}, false}, end > number
}

var digits = byteSet("0-9")

// hasKey reports whether a private key begins in a text.
func hasKey(text string) bool {
	for found, ok := nextArmor(text, 0); ok; found, ok = nextArmor(text, found.end) {
		if !found.ends {
			return true
		}
	}
	return false
}

// mayHaveArmor returns false only for a text without armor.
func mayHaveArmor(text string) bool {
	return strings.Contains(text, armorDashes) || strings.Contains(text, "-Lines:") || strings.Contains(text, armorLines)
}

const (
	armorDashes = "----"
	armorLines  = "-lines:"
)

// withoutArmor returns a line of the same length with bars in place of armor, which contains the
// name of a secret.
func withoutArmor(line string) string {
	if !mayHaveArmor(line) {
		return line
	}
	var out strings.Builder
	at := 0
	for found, ok := nextArmor(line, 0); ok; found, ok = nextArmor(line, at) {
		out.WriteString(line[at:found.start])
		out.WriteString(strings.Repeat("|", found.end-found.start))
		at = found.end
	}
	out.WriteString(line[at:])
	return out.String()
}

// maskKeys masks private keys. It returns false for ok if a key has no end.
func maskKeys(text string) (masked string, count int, ok bool) {
	if !mayHaveArmor(text) || !hasKey(text) {
		return text, 0, true
	}
	var out strings.Builder
	at, key := 0, -1 // start of the key whose end is looked for
	for found, ok := nextArmor(text, 0); ok; found, ok = nextArmor(text, found.end) {
		switch {
		case key < 0 && !found.ends:
			out.WriteString(text[at:found.end])
			at, key = found.end, found.end
		case key >= 0 && found.ends:
			body := text[key:found.start]
			if strings.TrimSpace(body) != Text {
				body = maskBlock(body)
				count++
			}
			out.WriteString(body)
			at, key = found.start, -1
		}
	}
	out.WriteString(text[at:])
	return out.String(), count, key < 0
}

// maskBlock returns the mask for a key, with a line end on each side if the key begins with one.
func maskBlock(body string) string {
	if strings.HasPrefix(strings.TrimPrefix(body, "\r"), "\n") {
		return "\n" + Text + "\n"
	}
	return Text
}
