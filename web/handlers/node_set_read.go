package handlers

import (
	"bytes"
	"context"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// toSet is what is there to be replaced.
type toSet struct {
	data    []byte // secrets masked unless they were revealed; nil when it cannot be read
	stat    znode.Stat
	secrets bool   // some of data is masked
	noText  string // why no text may take data's place, a sentence; "" when one may
}

// crlf tells how the lines end.
func (n toSet) crlf() bool { return bytes.Contains(n.data, []byte("\r\n")) }

// readToSet does without the data where it may not be read: a file can still
// take its place.
func readToSet(ctx context.Context, v visit, path znode.Path) (toSet, error) {
	masked, stat, err := v.guard.GetMasked(ctx, path)
	if err != nil {
		if stat, err = statWithoutData(ctx, v.guard, path, err); err != nil {
			return toSet{}, err
		}
		return toSet{stat: stat, noText: "This znode's data cannot be read here, so there is no text to edit. A file can take its place."}, nil
	}
	why := whyNoTextBox(masked.Data)
	if masked.Binary {
		why = notUTF8
	}
	return toSet{data: masked.Data, stat: stat, secrets: masked.Count > 0, noText: noText(why)}, nil
}

// revealToSet is readToSet with the secrets, which goes on record.
func revealToSet(ctx context.Context, v visit, path znode.Path, reason string) (toSet, error) {
	data, stat, err := v.guard.Reveal(ctx, path, reason)
	if err != nil {
		return toSet{}, err
	}
	return toSet{data: data, stat: stat, noText: noText(whyNoTextBox(data))}, nil
}

func noText(why string) string {
	if why == "" {
		return ""
	}
	return "This znode's data " + why + ", so it is not edited as text. A file can take its place."
}

// The line ends of a text that was revealed, as the form says them again.
const (
	linesEndInLF   = "lf"
	linesEndInCRLF = "crlf"
)

func lineEnds(crlf bool) string {
	if crlf {
		return linesEndInCRLF
	}
	return linesEndInLF
}

// compare tells what saving would make of what is there now.
func compare(now toSet, form nodeForm) *views.DataNow {
	if form.uploaded {
		return &views.DataNow{Note: "The file would take the place of what is there now. Choose it again to upload it."}
	}
	text, err := form.bytes(now.crlf())
	if err != nil || len(text) > maxTextBox || whyNoTextBox(now.data) != "" {
		return &views.DataNow{Note: "What is there now cannot be compared with what you typed."}
	}
	if bytes.Equal(text, now.data) {
		return &views.DataNow{Note: "Nothing: what is there now is what you typed."}
	}
	lines, err := textDiff(string(now.data), string(text))
	if err != nil {
		return &views.DataNow{Note: "What is there now cannot be compared with what you typed."}
	}
	return &views.DataNow{Diff: lines}
}
