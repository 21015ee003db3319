package views

import "zkweb/web/words"

// keyUse is a single key and what it does. console.js finds the element with that
// key in its data-key.
type keyUse struct{ key, does string }

// keys returns those of the list that "?" opens. Pages have what their keys act on, or
// the key does nothing there.
func keys(w *words.Words) []keyUse {
	do := w.Shell.KeysDo
	return []keyUse{
		{"/", do.GoTo}, {"f", do.Filter}, {"t", do.Find}, {"c", do.Copy}, {"e", do.Edit}, {"s", do.Stat},
		{"r", do.Refresh}, {"u", do.Up}, {"n", do.Next}, {"p", do.Previous}, {"↑↓←→", do.Tree}, {"?", do.Help},
	}
}
