package format

// Class is what a token is, for its looks.
type Class string

// The classes. Each but Mask and Note stands for data, whatever its looks.
const (
	Plain       Class = ""            // nothing in particular
	Key         Class = "key"         // of a mapping, with its quotes
	String      Class = "string"      // a value, with its quotes
	Number      Class = "number"      // a value
	Literal     Class = "literal"     // true, false, null
	Comment     Class = "comment"     // of XML also declarations
	Punctuation Class = "punctuation" // brackets, commas, colons
	Tag         Class = "tag"         // of XML, with its brackets; a tag or an anchor of YAML
	Attribute   Class = "attribute"   // the name of one, in XML
	Control     Class = "control"     // "␛" or "⟨U+202E⟩" in place of a character that has no looks
	Offset      Class = "offset"      // in a hex view: eight hex digits
	Bytes       Class = "bytes"       // in a hex view: up to 16 pairs of hex digits
	ASCII       Class = "ascii"       // in a hex view: the same bytes as characters
	Mask        Class = "mask"        // MaskText in place of a secret; only in Masked.Decode
	Note        Class = "note"        // said by the console about the line, at its end: not data
)

// Token is a piece of a line. Text has no line end in it and is not escaped
// for HTML.
type Token struct {
	Class Class
	Text  string
}
