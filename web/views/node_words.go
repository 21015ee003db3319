package views

import (
	"strings"

	"zkweb/zkconn/znode"
)

// NodeTitle starts with the name: it is what a narrow browser tab shows.
func NodeTitle(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name() + " — " + path.String()
}

func crumbName(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name()
}

// KindLabel is the kind of a znode at the start of a line.
func KindLabel(s znode.Stat) string {
	kind := s.CreateKind()
	if kind == znode.TTL {
		return "TTL"
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}
