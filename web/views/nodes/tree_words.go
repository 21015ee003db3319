package nodes

import (
	"zkweb/web/views"
	"zkweb/web/words"
)

func twistLabel(w *words.Words, item TreeItem) string {
	if item.Open {
		return w.Tree.Close(views.Visible(item.Name))
	}
	return w.Tree.Open(views.Visible(item.Name))
}
