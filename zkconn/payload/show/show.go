// Package show turns a znode's bytes into something a person can read:
// lines of tokens in one of several views, within bounds whatever the bytes
// are, and never anything but what the bytes say.
//
// Bytes count as text only when all of them are valid UTF-8. Highlighting runs
// in linear time without backtracking: data is hostile, and a lexer built on
// backtracking expressions took minutes for 60 KB of quotes.
package show

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
)

// Result is data made readable.
type Result struct {
	Size      int      // of the data, in bytes; 0 is its own case, with nothing but Notes set
	Views     []View   // that the data can be shown in, in the order of tabs; Hex is the last
	Current   View     // the one that Lines show; one of Views
	Lines     []Line   // joined by line ends they are the text; a last empty line is a line end at the end
	Truncated bool     // Lines are not all of it
	Notes     []string // what a person should know, a sentence each
}

// Decode shows data in the view asked for. Data that cannot be shown so is
// shown as Best would, and a note says it. Best is the first of Result.Views,
// except that text with control characters that no text has is shown as Hex.
func Decode(data []byte, asked View) Result {
	return decode(data, asked, append([]decoder{gzipDecoder}, contentDecoders...))
}

// decoder shows data in one view.
type decoder struct {
	view  View
	takes func(data []byte) bool
	show  func(data []byte) shown // only for data that it takes
}

// shown is what a decoder made of the data.
type shown struct {
	lines     []Line
	truncated bool
	notes     []string
}

// contentDecoders are all but gzip, what is most telling first; the last takes
// everything.
var contentDecoders = []decoder{
	textDecoder(JSON, format.IsJSON, format.JSONTokens),
	textDecoder(XML, format.IsXML, format.XMLTokens),
	textDecoder(YAML, format.IsYAML, format.YAMLTokens),
	textDecoder(Properties, format.IsProperties, format.PropertiesTokens),
	textDecoder(Text, isText, textTokens),
	{Hex, func([]byte) bool { return true }, showHex},
}

func decode(data []byte, asked View, decoders []decoder) Result {
	if len(data) == 0 {
		return Result{Notes: []string{"No data: this is 0 bytes long."}}
	}
	fitting := slices.DeleteFunc(slices.Clone(decoders), func(d decoder) bool { return !d.takes(data) })
	result := Result{Size: len(data)}
	for _, d := range fitting {
		result.Views = append(result.Views, d.view)
	}
	at := slices.Index(result.Views, asked)
	if at < 0 {
		at = best(data, fitting)
		if asked != Best {
			result.Notes = append(result.Notes, fmt.Sprintf("This cannot be shown as %s.", asked.Label()))
		}
	}
	seen := fitting[at].show(data)
	result.Current, result.Lines, result.Truncated = fitting[at].view, seen.lines, seen.truncated
	result.Notes = append(result.Notes, seen.notes...)
	return result
}

func best(data []byte, fitting []decoder) int {
	if fitting[0].view == Text && !format.Readable(data) {
		return len(fitting) - 1
	}
	return 0
}

// sizeNotes says that only the first MaxShown of size bytes are shown, if so.
func sizeNotes(size int) []string {
	if size <= format.MaxShown {
		return nil
	}
	return []string{fmt.Sprintf("First %s of %s.", sizeWords(format.MaxShown), sizeWords(size))}
}

func sizeWords(bytes int) string {
	switch {
	case bytes == 1:
		return "1 byte"
	case bytes >= 1024 && bytes%1024 == 0:
		return fmt.Sprintf("%d KiB", bytes/1024)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

func textNotes(data []byte) []string {
	switch {
	case !utf8.Valid(data):
		return []string{"Not UTF-8: shown as hex."}
	case !format.Readable(data):
		return []string{"UTF-8 with control characters that no text has: shown as hex unless asked for as text."}
	}
	return nil
}
