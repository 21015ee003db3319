package show

import (
	"fmt"

	"zkweb/zkconn/payload/format"
)

var gzipDecoder = decoder{Gzip, format.IsGzip, showGzip}

// showGzip shows what the stream unpacks to, as Best would show it.
func showGzip(data []byte) shown {
	stream := format.Unpack(data, format.MaxUnpacked)
	inside := decode(stream.Content, Best, contentDecoders)
	notes := []string{fmt.Sprintf("Unpacked from %s of gzip to %s.", sizeWords(len(data)), sizeWords(len(stream.Content)))}
	switch {
	case stream.More:
		notes = []string{fmt.Sprintf("Unpacked from %s of gzip to more than %s; the rest was not looked at.", sizeWords(len(data)), sizeWords(format.MaxUnpacked))}
	case stream.Damaged:
		notes = append(notes, "The gzip stream is damaged or cut off: this is what could be unpacked.")
	}
	if len(stream.Content) > 0 {
		notes = append(notes, fmt.Sprintf("The content is shown as %s.", inside.Current.Label()))
		notes = append(notes, inside.Notes...)
	}
	return shown{inside.Lines, inside.Truncated || stream.More || stream.Damaged, notes}
}
