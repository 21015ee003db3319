package show

import "zkweb/zkconn/znode"

// View is a way to show data; its text is the value of the page's view=.
type View string

// The views. Best is the choice of the console: what the data looks like.
const (
	Best       View = ""
	Gzip       View = "gzip" // what the gzip stream unpacks to
	JSON       View = "json" // indented; nothing but white space differs
	XML        View = "xml"
	YAML       View = "yaml"
	Properties View = "properties" // Java's
	Text       View = "text"
	Hex        View = "hex" // the bytes; always possible
)

var viewLabels = map[View]string{
	Gzip: "Unpacked", JSON: "JSON", XML: "XML", YAML: "YAML",
	Properties: "Properties", Text: "Text", Hex: "Hex",
}

// ParseView reads a value of view=; "" is Best. The error is of kind Invalid.
func ParseView(text string) (View, error) {
	view := View(text)
	if _, known := viewLabels[view]; known || view == Best {
		return view, nil
	}
	return Best, &znode.Error{
		Kind:    znode.Invalid,
		Message: "There is no such view; view= takes json, xml, yaml, properties, text, hex or gzip.",
	}
}

// Label is the view's name for a person; "" for Best.
func (v View) Label() string { return viewLabels[v] }
