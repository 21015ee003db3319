package changes

import (
	"context"
	"strings"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Bounds of the text that is shown before a deletion.
const (
	previewLines = 12
	previewBytes = 2000
)

// preview returns the beginning of a znode's text, with secrets masked, and whether there is more.
// It returns "" if the data is not text or cannot be read.
func preview(ctx context.Context, v site.Visit, path znode.Path, stat znode.Stat) (text string, more bool) {
	if stat.DataLength == 0 || stat.DataLength > MaxTextBox {
		return "", false
	}
	now, err := readToSet(ctx, v, path, "")
	if err != nil || now.noText != nil {
		return "", false
	}
	return beginning(now.text.Text)
}

// beginning returns the first lines of a text, and whether there is more.
func beginning(text string) (first string, more bool) {
	lines := strings.SplitAfterN(text, "\n", previewLines+1)
	first = strings.Join(lines[:min(len(lines), previewLines)], "")
	if len(first) > previewBytes {
		first = strings.ToValidUTF8(first[:previewBytes], "")
	}
	return first, len(first) < len(text)
}
