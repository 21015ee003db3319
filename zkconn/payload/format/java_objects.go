package format

import (
	"strings"
	"time"
)

// newObject writes the class of an object, its fields from the topmost class down, and what its
// classes have written besides their fields.
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
		j.broken = true // only the class knows where its data ends
	}
}

// javaBoxes are the classes that contain just one value.
var javaBoxes = map[string]bool{
	"java.lang.Byte": true, "java.lang.Short": true, "java.lang.Integer": true, "java.lang.Long": true,
	"java.lang.Float": true, "java.lang.Double": true, "java.lang.Boolean": true, "java.lang.Character": true,
}

// javaMaps are the classes that write their keys and values alternately.
var javaMaps = map[string]bool{
	"java.util.HashMap": true, "java.util.Hashtable": true, "java.util.TreeMap": true,
	"java.util.concurrent.ConcurrentHashMap": true, "java.util.IdentityHashMap": true, "java.util.Properties": true,
}

// more writes what a class has written besides its fields. For a map, these are its keys and
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

// date writes the time of a java.util.Date if that is next.
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

// nothingMore skips the end of blocks and returns true if that is next.
func (j *javaReader) nothingMore() bool {
	if len(j.data) == 0 || j.data[0] != javaEndBlock {
		return false
	}
	j.data = j.data[1:]
	return true
}
