package znode

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxPathBytes is the maximum length of a path in the console, in bytes of UTF-8. ZooKeeper itself
// only requires that the whole request fits into jute.maxbuffer, but the client library panics far
// below that, and no real tree comes near 4 KiB.
const MaxPathBytes = 4096

// Path is the absolute path of a znode. ParsePath and the methods below are the only ways to make
// one, so that ZooKeeper accepts every Path. The zero value is the root. Paths compare with ==.
type Path struct {
	text string // "" for the root, else like "/a/b", without a slash at the end
}

// Root is the path "/".
var Root = Path{}

// ParsePath reads an absolute path by the rules of ZooKeeper's
// org.apache.zookeeper.common.PathUtils.validatePath. A path starts with "/", has no empty, "." or
// ".." segment and no character that ZooKeeper refuses, does not end with "/" unless it is the
// root, is valid UTF-8 and has at most MaxPathBytes bytes. Errors are of kind Invalid and say what
// is wrong, without the path itself.
func ParsePath(text string) (Path, error) {
	switch {
	case text == "/":
		return Root, nil
	case text == "":
		return Path{}, invalidPath(CodePathStart, nil)
	case len(text) > MaxPathBytes:
		return Path{}, tooLongPath(text)
	case text[0] != '/':
		return Path{}, invalidPath(CodePathStart, nil)
	case text[len(text)-1] == '/':
		return Path{}, invalidPath(CodePathEnd, nil)
	}
	for segment := range strings.SplitSeq(text[1:], "/") {
		if err := checkSegment(segment); err != nil {
			return Path{}, err
		}
	}
	return Path{text}, nil
}

// String returns the path as ZooKeeper writes it, "/" for the root.
func (p Path) String() string {
	if p.text == "" {
		return "/"
	}
	return p.text
}

// IsRoot reports whether p is "/".
func (p Path) IsRoot() bool { return p.text == "" }

// Name returns the last segment, or "" for the root.
func (p Path) Name() string { return p.text[strings.LastIndexByte(p.text, '/')+1:] }

// Parent returns the path without its last segment. The parent of the root is the root.
func (p Path) Parent() Path {
	if p.text == "" {
		return p
	}
	return Path{p.text[:strings.LastIndexByte(p.text, '/')]}
}

// Child returns the path of the child called name. It fails as ParsePath does: even names that a
// server returned are checked.
func (p Path) Child(name string) (Path, error) {
	if err := checkSegment(name); err != nil {
		return Path{}, err
	}
	return p.bounded(p.text + "/" + name)
}

// Children returns the paths of the children with these names, allocated together. If Child would
// refuse a name, its path is the root.
func (p Path) Children(names []string) []Path {
	size := 0
	for _, name := range names {
		size += len(p.text) + 1 + len(name)
	}
	var all strings.Builder
	all.Grow(size)
	children := make([]Path, len(names))
	for i, name := range names {
		if len(p.text)+1+len(name) > MaxPathBytes || checkSegment(name) != nil {
			continue
		}
		start := all.Len()
		all.WriteString(p.text)
		all.WriteByte('/')
		all.WriteString(name)
		children[i] = Path{all.String()[start:]}
	}
	return children
}

// Join returns the path that below has as seen from p's root: "/chroot" joined with "/a" is
// "/chroot/a". It fails as ParsePath does, but only if the result is too long.
func (p Path) Join(below Path) (Path, error) { return p.bounded(p.text + below.text) }

// Below returns p as seen from root, the reverse of Join. It returns false if p is neither root nor
// below it.
func (p Path) Below(root Path) (Path, bool) {
	rest, ok := strings.CutPrefix(p.text, root.text)
	if !ok || (rest != "" && rest[0] != '/') {
		return Path{}, false
	}
	return Path{rest}, true
}

// First returns the first segment, or "" for the root.
func (p Path) First() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(p.text, "/"), "/")
	return first
}

// Segments returns the segments from the first to p's own name, or nil for the root.
func (p Path) Segments() []string {
	if p.text == "" {
		return nil
	}
	return strings.Split(p.text[1:], "/")
}

// Before reports whether a walk visits p before other: a znode comes before those below it, and
// siblings are in byte order of their names.
func (p Path) Before(other Path) bool {
	a, b := p.text, other.text
	i := differing(a, b)
	if i == len(a) || i == len(b) {
		return len(a) < len(b)
	}
	return a[i] == '/' || b[i] != '/' && a[i] < b[i]
}

// Ancestors returns the paths from the root down to p's parent, or nil for the root.
func (p Path) Ancestors() []Path {
	if p.text == "" {
		return nil
	}
	all := make([]Path, 0, strings.Count(p.text, "/")+1) // with room for p itself, which most callers append
	for i := range len(p.text) {
		if p.text[i] == '/' {
			all = append(all, Path{p.text[:i]})
		}
	}
	return all
}

func (p Path) bounded(text string) (Path, error) {
	if len(text) > MaxPathBytes {
		return Path{}, tooLongPath(text)
	}
	return Path{text}, nil
}

func checkSegment(segment string) error {
	switch segment {
	case "":
		return invalidPath(CodePathEmptyName, nil)
	case ".", "..":
		return invalidPath(CodePathRelative, nil)
	}
	if isPlain(segment) {
		return nil
	}
	if !utf8.ValidString(segment) {
		return invalidPath(CodePathNotUTF8, nil)
	}
	for _, r := range segment {
		if r == '/' {
			return invalidPath(CodePathNameSlash, nil)
		}
		if refused(r) {
			return invalidPath(CodePathCharacter, Args{"character": fmt.Sprintf("U+%04X", r)})
		}
	}
	return nil
}

// isPlain reports whether a name consists of ASCII characters that every server accepts, as most
// do. It does not check for "." and "..".
func isPlain[T string | []byte](name T) bool {
	for i := range len(name) {
		if b := name[i]; b < ' ' || b > '~' || b == '/' {
			return false
		}
	}
	return true
}

// refused reports whether PathUtils.validatePath refuses a character. Java counts UTF-16 units, so
// that its range of surrogates refuses everything beyond U+FFFF as well.
func refused(r rune) bool {
	return r <= 0x1f || r >= 0x7f && r <= 0x9f || r >= 0xd800 && r <= 0xf8ff || r >= 0xfff0
}

func invalidPath(code Code, args Args) error { return &Error{Kind: Invalid, Code: code, Args: args} }

func tooLongPath(text string) error {
	return invalidPath(CodePathTooLong, Args{"bytes": strconv.Itoa(len(text)), "max": strconv.Itoa(MaxPathBytes)})
}
