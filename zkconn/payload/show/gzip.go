package show

import (
	"fmt"

	"zkweb/zkconn/payload/format"
)

var gzipDecoder = decoder{Gzip, format.IsGzip, showGzip}

// showGzip shows what the stream unpacks to, as Best would show it.
func showGzip(data []byte) shown {
	content, more, damaged := format.Unpack(data)
	inside := decode(content, Best, contentDecoders)
	notes := []string{fmt.Sprintf("Unpacked from %s of gzip to %s.", sizeWords(len(data)), sizeWords(len(content)))}
	switch {
	case more:
		notes = []string{fmt.Sprintf("Unpacked from %s of gzip to more than %s; the rest was not looked at.", sizeWords(len(data)), sizeWords(format.MaxUnpacked))}
	case damaged:
		notes = append(notes, "The gzip stream is damaged or cut off: this is what could be unpacked.")
	}
	if len(content) > 0 {
		notes = append(notes, fmt.Sprintf("The content is shown as %s.", inside.Current.Label()))
		notes = append(notes, inside.Notes...)
	}
	return shown{inside.Lines, inside.Truncated || more || damaged, notes}
}
