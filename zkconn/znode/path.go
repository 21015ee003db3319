package znode

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxPathBytes is the longest path the console takes, in bytes of UTF-8.
// ZooKeeper's own limit is only that the whole request fits jute.maxbuffer;
// the client library panics far below that, and no real tree comes near 4 KiB.
const MaxPathBytes = 4096

// Path is the absolute path of a znode. Its only doors are ParsePath and the
// methods below, so a Path is always one that ZooKeeper takes. The zero value
// is the root. Paths compare with ==.
type Path struct {
	text string // "" for the root, else "/a/b": no slash at the end
}

// Root is the path "/".
var Root = Path{}

// ParsePath reads an absolute path by the rules of ZooKeeper's
// org.apache.zookeeper.common.PathUtils.validatePath: it starts with "/", has
// no empty, "." or ".." segment and no character that ZooKeeper refuses, does
// not end with "/" unless it is the root, is valid UTF-8 and at most
// MaxPathBytes long. The error is of kind Invalid and says what is wrong;
// it never repeats the path.
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

// String returns the path as ZooKeeper writes it; "/" for the root.
func (p Path) String() string {
	if p.text == "" {
		return "/"
	}
	return p.text
}

// IsRoot reports whether p is "/".
func (p Path) IsRoot() bool { return p.text == "" }

// Name returns the last segment; "" for the root.
func (p Path) Name() string { return p.text[strings.LastIndexByte(p.text, '/')+1:] }

// Parent returns the path without its last segment; the root's parent is the root.
func (p Path) Parent() Path {
	if p.text == "" {
		return p
	}
	return Path{p.text[:strings.LastIndexByte(p.text, '/')]}
}

// Child returns the path of the child called name. The error is as ParsePath's: a
// server's answer is parsed like anything else that comes from outside.
func (p Path) Child(name string) (Path, error) {
	if err := checkSegment(name); err != nil {
		return Path{}, err
	}
	return p.bounded(p.text + "/" + name)
}

// Children returns the paths of the children with these names, in one piece of memory.
// The root stands in the place of a name that Child refuses.
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

// Join returns the path of below as seen from p: Join("/chroot", "/a") is
// "/chroot/a". It fails, as ParsePath does, only when the whole is too long.
func (p Path) Join(below Path) (Path, error) { return p.bounded(p.text + below.text) }

// Below returns p as seen from root, the reverse of Join; false when p is neither
// root nor below it.
func (p Path) Below(root Path) (Path, bool) {
	rest, ok := strings.CutPrefix(p.text, root.text)
	if !ok || (rest != "" && rest[0] != '/') {
		return Path{}, false
	}
	return Path{rest}, true
}

// First returns the first segment below the root; "" for the root.
func (p Path) First() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(p.text, "/"), "/")
	return first
}

// Segments returns the names from the first below the root to p's own; none for
// the root.
func (p Path) Segments() []string {
	if p.text == "" {
		return nil
	}
	return strings.Split(p.text[1:], "/")
}

// Before reports whether a walk comes to p before it comes to other: a znode comes
// before those below it, and siblings are in byte order of their names.
func (p Path) Before(other Path) bool {
	a, b := p.text, other.text
	i := differing(a, b)
	if i == len(a) || i == len(b) {
		return len(a) < len(b)
	}
	return a[i] == '/' || b[i] != '/' && a[i] < b[i]
}

// Ancestors returns the paths from the root down to p's parent; none for the root.
func (p Path) Ancestors() []Path {
	if p.text == "" {
		return nil
	}
	all := make([]Path, 0, strings.Count(p.text, "/")+1) // and p itself, as most callers add
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

// isPlain reports whether a name is of ASCII that every server takes, as most are; "."
// and ".." are apart.
func isPlain[T string | []byte](name T) bool {
	for i := range len(name) {
		if b := name[i]; b < ' ' || b > '~' || b == '/' {
			return false
		}
	}
	return true
}

// refused tells the characters of PathUtils.validatePath. Java counts UTF-16
// units, so its range of surrogates refuses all beyond U+FFFF as well.
func refused(r rune) bool {
	return r <= 0x1f || r >= 0x7f && r <= 0x9f || r >= 0xd800 && r <= 0xf8ff || r >= 0xfff0
}

func invalidPath(code Code, args Args) error { return &Error{Kind: Invalid, Code: code, Args: args} }

func tooLongPath(text string) error {
	return invalidPath(CodePathTooLong, Args{"bytes": strconv.Itoa(len(text)), "max": strconv.Itoa(MaxPathBytes)})
}
