package format

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

var javaMagic = []byte{0xac, 0xed, 0x00, 0x05}

// unwrapJava writes down what Java's ObjectOutputStream has written: classes,
// fields and values. Nothing is made of them.
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

// The marks before the contents of a stream.
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
	javaWritesMore     = 1 << iota // than its fields
	javaSerializable               // by its fields
	javaExternalizable             // by itself
	javaInBlocks                   // by itself, in blocks that others can pass over
)

// javaClassInfo is what a stream says of a class.
type javaClassInfo struct {
	name   string
	flags  byte
	fields []javaField
	super  *javaClassInfo
}

// javaSeen is an object that was read, by the name of its class.
type javaSeen string

type javaField struct {
	kind byte // as in the names of types: B, C, D, F, I, J, S, Z, L, [
	name string
}

// javaReader reads a stream. Behind what it cannot read it reads nothing.
type javaReader struct {
	*writing
	data    []byte
	broken  bool
	unseen  int   // annotations in annotations that are read
	handles []any // what references are to: *javaClassInfo, a string, the javaSeen of an object, or nil
}

// content reads and writes one content of any kind; the end of blocks is none.
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

// reference writes a text again, and of an object its class.
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

// classDesc reads the description of a class; nil for none.
func (j *javaReader) classDesc() *javaClassInfo { return j.classAbove(0) }

// classAbove reads that of a class so many levels above an object's.
func (j *javaReader) classAbove(depth int) *javaClassInfo {
	if depth > maxJavaSuperclass {
		j.broken = true
	}
	return j.classMarked(j.byte(), depth)
}

func (j *javaReader) classMarked(mark byte, depth int) *javaClassInfo {
	switch {
	case j.broken, mark == javaNull:
		return nil
	case mark == javaReference:
		class, ok := j.handle().(*javaClassInfo)
		j.broken = j.broken || !ok
		return class
	case mark == javaClassDesc:
		class := &javaClassInfo{name: j.utf()}
		j.take(8) // its version
		j.remember(class)
		class.flags = j.byte()
		for left := j.uint16(); left > 0 && !j.broken; left-- {
			class.fields = append(class.fields, j.fieldDesc())
		}
		j.skipAnnotation()
		class.super = j.classAbove(depth + 1)
		return class
	case mark == javaProxyDesc:
		class := &javaClassInfo{name: "proxy", flags: javaSerializable}
		j.remember(class)
		var names []string
		for left := j.uint32(); left > 0 && !j.broken; left-- {
			names = append(names, j.utf())
		}
		class.name = "proxy of " + strings.Join(names, ", ")
		j.skipAnnotation()
		class.super = j.classAbove(depth + 1)
		return class
	}
	j.broken = true
	return nil
}

func (j *javaReader) fieldDesc() javaField {
	field := javaField{kind: j.byte(), name: j.utf()}
	if field.kind == 'L' || field.kind == '[' { // the name of its type
		switch mark := j.byte(); mark {
		case javaString, javaLongString:
			j.newString(mark)
		case javaReference:
			j.handle()
		default:
			j.broken = true
		}
	}
	return field
}

// skipAnnotation reads what a class was annotated with, which nobody needs.
func (j *javaReader) skipAnnotation() {
	unseen := *j
	if unseen.unseen++; unseen.unseen > maxJavaSuperclass {
		j.broken = true
		return
	}
	unseen.writing = &writing{}
	unseen.annotation()
	j.data, j.handles = unseen.data, unseen.handles
	j.broken = unseen.broken || unseen.full
}

// annotation writes contents up to the end of blocks.
func (j *javaReader) annotation() {
	for !j.broken && !j.full {
		if len(j.data) > 0 && j.data[0] == javaEndBlock {
			j.data = j.data[1:]
			return
		}
		j.content()
	}
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

// newObject writes the class of an object, its fields from the class that is
// furthest up on, and what the classes have written beside these.
func (j *javaReader) newObject() {
	class := j.classDesc()
	if class == nil || j.broken {
		j.broken = true
		return
	}
	j.remember(javaSeen(class.name))
	if javaBoxes[class.name] && len(class.fields) == 1 && strings.IndexByte("L[", class.fields[0].kind) < 0 {
		j.fieldValue(class.fields[0].kind)
		return
	}
	j.object()
	j.key("@class")
	j.string(class.name)
	var classes []*javaClassInfo
	for ; class != nil; class = class.super {
		if classes = append(classes, class); len(classes) > maxJavaSuperclass {
			j.broken = true
		}
		if j.broken {
			return
		}
	}
	for i := len(classes) - 1; i >= 0; i-- {
		j.classData(classes[i])
	}
	j.finish()
}

func (j *javaReader) classData(class *javaClassInfo) {
	switch {
	case class.flags&javaSerializable != 0:
		for _, field := range class.fields {
			if j.broken || j.full {
				return
			}
			j.key(field.name)
			j.fieldValue(field.kind)
		}
		if class.flags&javaWritesMore != 0 {
			j.more(class)
		}
	case class.flags&javaExternalizable != 0 && class.flags&javaInBlocks != 0:
		j.more(class)
	case class.flags&javaExternalizable != 0:
		j.broken = true // only the class knows where that ends
	}
}

// javaBoxes are the classes that hold one value and nothing else.
var javaBoxes = map[string]bool{
	"java.lang.Byte": true, "java.lang.Short": true, "java.lang.Integer": true, "java.lang.Long": true,
	"java.lang.Float": true, "java.lang.Double": true, "java.lang.Boolean": true, "java.lang.Character": true,
}

// javaMaps are the classes that write their keys and values one behind the other.
var javaMaps = map[string]bool{
	"java.util.HashMap": true, "java.util.Hashtable": true, "java.util.TreeMap": true,
	"java.util.concurrent.ConcurrentHashMap": true, "java.util.IdentityHashMap": true, "java.util.Properties": true,
}

// more writes what a class has written beside its fields: of a map, its keys and
// values.
func (j *javaReader) more(class *javaClassInfo) {
	if j.broken || j.full || j.nothingMore() {
		return
	}
	if class.name == "java.util.Date" && j.date() {
		return
	}
	if !javaMaps[class.name] {
		j.key("@more")
		j.list()
		j.annotation()
		j.finish()
		return
	}
	j.key("@entries")
	j.object()
	for !j.broken && !j.full {
		switch {
		case j.nothingMore():
			j.finish()
			return
		case len(j.data) > 0 && (j.data[0] == javaBlock || j.data[0] == javaLongBlock): // sizes
			j.block(j.byte())
			continue
		}
		_, err := j.keyFrom(nil, func(*writing, []byte) ([]byte, error) {
			j.content()
			if j.broken {
				return nil, errDamaged
			}
			return nil, nil
		})
		if err == nil {
			j.content()
		}
	}
}

// date writes the time that a Date has written, if that is next.
func (j *javaReader) date() bool {
	if len(j.data) < 11 || j.data[0] != javaBlock || j.data[1] != 8 || j.data[10] != javaEndBlock {
		return false
	}
	j.take(2)
	at := time.UnixMilli(int64(j.uint64()))
	j.take(1)
	j.key("time")
	j.string(at.UTC().Format(time.RFC3339Nano))
	return true
}

// nothingMore passes over the end of blocks if that is next.
func (j *javaReader) nothingMore() bool {
	if len(j.data) == 0 || j.data[0] != javaEndBlock {
		return false
	}
	j.data = j.data[1:]
	return true
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

// utf reads a text with its length before it.
func (j *javaReader) utf() string { return modifiedUTF8(j.take(uint64(j.uint16()))) }

func (j *javaReader) byte() byte {
	if b := j.take(1); !j.broken {
		return b[0]
	}
	return 0
}

func (j *javaReader) uint16() uint16 {
	if b := j.take(2); !j.broken {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (j *javaReader) uint32() uint32 {
	if b := j.take(4); !j.broken {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (j *javaReader) uint64() uint64 {
	if b := j.take(8); !j.broken {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// take returns the next bytes; nil if there are fewer.
func (j *javaReader) take(size uint64) []byte {
	if j.broken || size > uint64(len(j.data)) {
		j.broken = true
		return nil
	}
	taken := j.data[:size]
	j.data = j.data[size:]
	return taken
}

// modifiedUTF8 reads Java's UTF-8, in which a zero takes two bytes, and a
// character beyond U+FFFF is two surrogates of three bytes. What is not that is
// returned as it is.
func modifiedUTF8(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	units := make([]uint16, 0, len(data))
	for at := 0; at < len(data); {
		b := data[at]
		switch {
		case b < 0x80:
			units = append(units, uint16(b))
			at++
		case b>>5 == 6 && at+1 < len(data) && data[at+1]>>6 == 2:
			units = append(units, uint16(b&0x1f)<<6|uint16(data[at+1]&0x3f))
			at += 2
		case b>>4 == 14 && at+2 < len(data) && data[at+1]>>6 == 2 && data[at+2]>>6 == 2:
			units = append(units, uint16(b&0xf)<<12|uint16(data[at+1]&0x3f)<<6|uint16(data[at+2]&0x3f))
			at += 3
		default:
			return string(data)
		}
	}
	return string(utf16.Decode(units))
}
