package changes

import (
	"bytes"
	"context"
	"errors"

	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// toSet is what is there to be replaced.
type toSet struct {
	data    []byte // secrets masked unless they were revealed; nil when it cannot be read
	stat    znode.Stat
	secrets bool  // some of data is masked
	noText  error // why no text box is offered for it; nil when one is
	unread  error // why data is not there; nil when it is
	refusal error // of a text in its place; nil when one may take it
}

// crlf tells how the lines end.
func (n toSet) crlf() bool { return bytes.Contains(n.data, []byte("\r\n")) }

// readToSet does without the data where it may not be read: a file can still
// take its place.
func readToSet(ctx context.Context, v site.Visit, path znode.Path) (toSet, error) {
	masked, stat, err := v.Guard.GetMasked(ctx, path, 0)
	if err != nil {
		return unreadToSet(ctx, v, path, err)
	}
	now := textToSet(masked.Data, masked.Binary)
	now.stat, now.secrets = stat, masked.Count > 0
	return now, nil
}

// lookToSet is readToSet for somebody to see, which goes on record.
func lookToSet(ctx context.Context, v site.Visit, path znode.Path) (toSet, error) {
	now, err := readToSet(ctx, v, path)
	v.Guard.Looked(path, errors.Join(err, now.unread))
	return now, err
}

func unreadToSet(ctx context.Context, v site.Visit, path znode.Path, refusal error) (toSet, error) {
	stat, err := site.StatWithoutData(ctx, v.Guard, path, refusal)
	if err != nil {
		return toSet{}, err
	}
	kind := znode.Invalid
	if znode.KindOf(refusal) == znode.Denied {
		kind = znode.Denied
	}
	unread := &znode.Error{Kind: kind, Code: znode.CodeDataUnread, Cause: refusal}
	return toSet{stat: stat, noText: unread, unread: refusal, refusal: unread}, nil
}

// revealToSet is readToSet with the secrets, which goes on record.
func revealToSet(ctx context.Context, v site.Visit, path znode.Path, reason string) (toSet, error) {
	data, stat, err := v.Guard.Reveal(ctx, path, reason)
	if err != nil {
		return toSet{}, err
	}
	now := textToSet(data, false)
	now.stat = stat
	return now, nil
}

// textToSet looks at data that can be read. Text that no text box would give
// back as it is can be replaced by a script's text, and what is no text by a file
// alone.
func textToSet(data []byte, binary bool) toSet {
	now := toSet{data: data}
	why := whyNoTextBox(data)
	if binary {
		why = &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataNotText}
	}
	if why == nil {
		return now
	}
	now.noText = why
	if why.Code == znode.CodeDataNotText {
		now.refusal = why
	}
	return now
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
func compare(w *words.Words, now toSet, form nodeForm) *changes.DataNow {
	if form.uploaded {
		return &changes.DataNow{Note: w.Set.FileReplaces}
	}
	text, err := form.bytes(now.crlf())
	if err != nil || len(text) > MaxTextBox || whyNoTextBox(now.data) != nil {
		return &changes.DataNow{Note: w.Set.NotComparable}
	}
	if bytes.Equal(text, now.data) {
		return &changes.DataNow{Note: w.Set.AsTyped}
	}
	lines, err := site.TextDiff(string(now.data), string(text))
	if err != nil {
		return &changes.DataNow{Note: w.Set.NotComparable}
	}
	return &changes.DataNow{Diff: lines}
}
