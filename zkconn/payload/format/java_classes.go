package format

import "strings"

// classDesc reads the description of a class, or returns nil for null.
func (j *javaReader) classDesc() *javaClassInfo { return j.classAbove(0) }

// classAbove reads the description of a class that is depth levels above that of an object.
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

// skipAnnotation skips the annotation of a class.
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
