package show

import (
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// View is a way to show data: a format, or one of the two below. Its text is a value of the
// parameter view.
type View = format.Name

// The views that are not formats.
const (
	Best View = ""    // the best view that the console can choose
	Hex  View = "hex" // the bytes; always available
)

// Views returns all views but Best, in the order of tabs.
func Views() []View {
	var views []View
	for _, layer := range format.Layers {
		views = append(views, layer.Name)
	}
	for _, text := range format.Formats {
		views = append(views, text.Name)
	}
	return append(views, Hex)
}

// ParseView reads a value of the parameter view; "" is Best. Errors are of kind Invalid.
func ParseView(text string) (View, error) {
	if view := View(text); view == Best || slices.Contains(Views(), view) {
		return view, nil
	}
	return Best, &znode.Error{Kind: znode.Invalid, Code: znode.CodeNoSuchView, Args: znode.Args{"views": viewList()}}
}

func viewList() string {
	var names []string
	for _, view := range Views() {
		names = append(names, string(view))
	}
	return strings.Join(names, ", ")
}
