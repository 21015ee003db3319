package views

import "zkweb/web/words"

// keyUse is a key and what it does. console.js acts on the element whose data-key is that key.
type keyUse struct{ key, does string }

// keys returns the list that "?" opens. A key does nothing on a page without an element for it.
func keys(w *words.Words) []keyUse {
	do := w.Shell.KeysDo
	return []keyUse{
		{"/", do.GoTo}, {"f", do.Filter}, {"t", do.Find}, {"c", do.Copy}, {"e", do.Edit}, {"s", do.Stat},
		{"r", do.Refresh}, {"u", do.Up}, {"n", do.Next}, {"p", do.Previous}, {"↑↓←→", do.Tree}, {"?", do.Help},
	}
}
