package format

import (
	"bytes"
	"math"
	"unicode/utf16"
)

var javaMagic = []byte{0xac, 0xed, 0x00, 0x05}

// unwrapJava describes what Java's ObjectOutputStream has written: classes, fields and values. It
// creates no objects.
func unwrapJava(r *Reading) *Content {
	if !bytes.HasPrefix(r.Data, javaMagic) {
		return nil
	}
	var w writing
	j := javaReader{writing: &w, data: r.Data[len(javaMagic):]}
	contents := 0
	w.list()
	for ; len(j.data) > 0 && !j.broken && !j.full; contents++ {
		j.content()
	}
	w.closeAll()
	if contents == 1 {
		w.text = w.text[1 : len(w.text)-1]
	}
	return w.content(r, j.broken)
}

// The type codes in a stream.
const (
	javaNull          = 0x70
	javaReference     = 0x71
	javaClassDesc     = 0x72
	javaObject        = 0x73
	javaString        = 0x74
	javaArray         = 0x75
	javaClass         = 0x76
	javaBlock         = 0x77
	javaEndBlock      = 0x78
	javaReset         = 0x79
	javaLongBlock     = 0x7a
	javaLongString    = 0x7c
	javaProxyDesc     = 0x7d
	javaEnum          = 0x7e
	javaFirstHandle   = 0x7e0000
	maxJavaSuperclass = 64
)

// The flags of a class.
const (
	javaWritesMore     = 1 << iota // writes data besides its fields
	javaSerializable               // is written by its fields
	javaExternalizable             // writes itself
	javaInBlocks                   // writes itself in blocks that readers can skip
)

// javaClassInfo is the description of a class in a stream.
type javaClassInfo struct {
	name   string
	flags  byte
	fields []javaField
	super  *javaClassInfo
}

// javaSeen is the name of the class of an object that was read.
type javaSeen string

type javaField struct {
	kind byte // as in the names of types: B, C, D, F, I, J, S, Z, L, [
	name string
}

// javaReader reads a stream. Once broken, it reads nothing more.
type javaReader struct {
	*writing
	data    []byte
	broken  bool
	unseen  int   // nesting depth of annotations being skipped
	handles []any // targets of references: *javaClassInfo, a string, the javaSeen of an object, or nil
}

// content reads one content of any kind, except for the end of blocks, and writes it as text.
func (j *javaReader) content() {
	mark := j.byte()
	if j.broken || j.full {
		return
	}
	switch mark {
	case javaNull:
		j.null()
	case javaReference:
		j.reference()
	case javaObject:
		j.newObject()
	case javaString, javaLongString:
		j.string(j.newString(mark))
	case javaArray:
		j.newArray()
	case javaEnum:
		j.newEnum()
	case javaClass:
		class := j.classDesc()
		j.remember(nil)
		j.string("class " + class.nameOr())
	case javaBlock, javaLongBlock:
		j.bytes(j.block(mark))
	case javaClassDesc, javaProxyDesc:
		j.string("class " + j.classMarked(mark, 0).nameOr())
	case javaReset:
		j.handles = nil
		j.null()
	default:
		j.broken = true
	}
}

func (c *javaClassInfo) nameOr() string {
	if c == nil {
		return ""
	}
	return c.name
}

func (j *javaReader) remember(what any) { j.handles = append(j.handles, what) }

// reference writes the target of a reference: a string in full, an object by its class.
func (j *javaReader) reference() {
	found := j.handle()
	if j.broken {
		return
	}
	switch what := found.(type) {
	case string:
		j.string(what)
	case *javaClassInfo:
		j.string("class " + what.name)
	case javaSeen:
		j.object()
		j.key("@ref")
		j.string(string(what))
		j.end()
	default:
		j.string("@ref")
	}
}

func (j *javaReader) handle() any {
	handle := int(j.uint32()) - javaFirstHandle
	if j.broken || handle < 0 || handle >= len(j.handles) {
		j.broken = true
		return nil
	}
	return j.handles[handle]
}

func (j *javaReader) newString(mark byte) string {
	size := uint64(0)
	if mark == javaLongString {
		size = j.uint64()
	} else {
		size = uint64(j.uint16())
	}
	text := modifiedUTF8(j.take(size))
	j.remember(text)
	return text
}

func (j *javaReader) block(mark byte) []byte {
	if mark == javaLongBlock {
		return j.take(uint64(j.uint32()))
	}
	return j.take(uint64(j.byte()))
}

func (j *javaReader) newEnum() {
	j.classDesc()
	j.remember(nil)
	switch mark := j.byte(); mark {
	case javaString, javaLongString:
		j.string(j.newString(mark))
	case javaReference:
		j.reference()
	default:
		j.broken = true
	}
}

func (j *javaReader) newArray() {
	class := j.classDesc()
	j.remember(nil)
	size := j.uint32()
	if j.broken || class == nil || len(class.name) < 2 {
		j.broken = true
		return
	}
	switch kind := class.name[1]; kind {
	case 'B':
		j.bytes(j.take(uint64(size)))
	case 'C':
		units := make([]uint16, 0, min(int(size), len(j.data)/2))
		for ; size > 0 && !j.broken; size-- {
			units = append(units, j.uint16())
		}
		j.string(string(utf16.Decode(units)))
	default:
		j.list()
		for ; size > 0 && !j.broken && !j.full; size-- {
			j.fieldValue(kind)
		}
		j.finish()
	}
}

func (j *javaReader) finish() {
	if !j.broken {
		j.end()
	}
}

// fieldValue writes a value of a type.
func (j *javaReader) fieldValue(kind byte) {
	switch kind {
	case 'L', '[':
		j.content()
	case 'Z':
		if b := j.byte(); !j.broken {
			j.bool(b != 0)
		}
	case 'C':
		if unit := j.uint16(); !j.broken {
			j.string(string(utf16.Decode([]uint16{unit})))
		}
	case 'F':
		if bits := j.uint32(); !j.broken {
			j.float(float64(math.Float32frombits(bits)), 32)
		}
	case 'D':
		if bits := j.uint64(); !j.broken {
			j.float(math.Float64frombits(bits), 64)
		}
	case 'B', 'S', 'I', 'J':
		if n := j.number(kind); !j.broken {
			j.int(n)
		}
	default:
		j.broken = true
	}
}

func (j *javaReader) number(kind byte) int64 {
	switch kind {
	case 'B':
		return int64(int8(j.byte()))
	case 'S':
		return int64(int16(j.uint16()))
	case 'I':
		return int64(int32(j.uint32()))
	}
	return int64(j.uint64())
}
