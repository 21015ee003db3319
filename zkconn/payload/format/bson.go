package format

import (
	"encoding/binary"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"
)

// unwrapBSON reads a document whose stated length is that of the data, or the beginning of one that
// is cut off, if its names and strings make that likely.
func unwrapBSON(r *Reading) *Content {
	if !guessable(r) {
		return nil
	}
	length := int64(binary.LittleEndian.Uint32(r.Data))
	switch {
	case length > int64(len(r.Data)) && length <= maxBSON:
		return unwrapCutBSON(r)
	case length != int64(len(r.Data)) || r.Data[length-1] != 0:
		return nil
	}
	document := bson.Raw(r.Data)
	if elements, err := document.Elements(); err != nil || len(elements) == 0 {
		return nil
	}
	var w writing
	if err := writeBSON(&w, document); err != nil {
		return nil
	}
	return w.content(r, false)
}

const maxBSON = 16 << 20 // maximum size of a document in MongoDB, in bytes

// unwrapCutBSON reads the complete elements of a document that is cut off.
func unwrapCutBSON(r *Reading) *Content {
	var w writing
	w.object()
	element, rest, ok := bsoncore.ReadElement(r.Data[4:])
	for ; ok && !w.full; element, rest, ok = bsoncore.ReadElement(rest) {
		if element.Validate() != nil || !isName(element.Key()) {
			return nil
		}
		w.names++
		w.key(element.Key())
		value := element.Value()
		if writeBSONValue(&w, bson.RawValue{Type: bson.Type(value.Type), Value: value.Data}) != nil {
			return nil
		}
	}
	if !w.partly(len(r.Data)) {
		return nil
	}
	return guess(w.content(r, true))
}

func writeBSON(w *writing, document bson.Raw) error {
	w.object()
	err := eachBSON(w, document, func(key string, value bson.RawValue) error {
		w.key(key)
		return writeBSONValue(w, value)
	})
	w.end()
	return err
}

func eachBSON(w *writing, document bson.Raw, write func(key string, value bson.RawValue) error) error {
	elements, err := document.Elements()
	if err != nil {
		return err
	}
	for _, element := range elements {
		if w.full {
			return nil
		}
		key, err := element.KeyErr()
		if err != nil {
			return err
		}
		value := element.Value()
		if value.Type != bson.TypeEmbeddedDocument && value.Type != bson.TypeArray { // these are examined recursively
			if err := value.Validate(); err != nil {
				return err
			}
		}
		if err := write(key, value); err != nil {
			return err
		}
	}
	return nil
}

func writeBSONValue(w *writing, value bson.RawValue) error {
	switch value.Type {
	case bson.TypeEmbeddedDocument:
		return writeBSON(w, bson.Raw(value.Value))
	case bson.TypeArray:
		w.list()
		err := eachBSON(w, bson.Raw(value.Value), func(_ string, value bson.RawValue) error { return writeBSONValue(w, value) })
		w.end()
		return err
	}
	return writeBSONScalar(w, value)
}

// writeBSONScalar writes a value as the library reads it, which may contain less than its type
// requires.
func writeBSONScalar(w *writing, value bson.RawValue) error {
	ok := false
	switch value.Type {
	case bson.TypeString:
		ok = given(value.StringValueOK())(w.string)
	case bson.TypeSymbol:
		ok = given(value.SymbolOK())(w.string)
	case bson.TypeJavaScript:
		ok = given(value.JavaScriptOK())(w.string)
	case bson.TypeBinary:
		var data []byte
		if _, data, ok = value.BinaryOK(); ok {
			w.bytes(data)
		}
	case bson.TypeInt32:
		ok = given(value.Int32OK())(func(n int32) { w.int(int64(n)) })
	case bson.TypeInt64:
		ok = given(value.Int64OK())(w.int)
	case bson.TypeDouble:
		ok = given(value.DoubleOK())(func(f float64) { w.float(f, 64) })
	case bson.TypeBoolean:
		ok = given(value.BooleanOK())(w.bool)
	case bson.TypeNull, bson.TypeUndefined:
		w.null()
		ok = true
	case bson.TypeObjectID:
		ok = given(value.ObjectIDOK())(func(id bson.ObjectID) { w.string(id.Hex()) })
	case bson.TypeDateTime:
		ok = given(value.DateTimeOK())(func(ms int64) { w.string(time.UnixMilli(ms).UTC().Format(time.RFC3339Nano)) })
	case bson.TypeDecimal128:
		ok = given(value.Decimal128OK())(func(n bson.Decimal128) { w.string(n.String()) })
	default:
		ok = writeRareBSON(w, value)
	}
	if !ok {
		return errDamaged
	}
	return nil
}

// given returns a function that writes value if ok is set, and returns ok.
func given[T any](value T, ok bool) func(write func(T)) bool {
	return func(write func(T)) bool {
		if ok {
			write(value)
		}
		return ok
	}
}

// writeRareBSON writes values of rare types.
func writeRareBSON(w *writing, value bson.RawValue) bool {
	switch value.Type {
	case bson.TypeRegex:
		pattern, options, ok := value.RegexOK()
		w.string("/" + pattern + "/" + options)
		return ok
	case bson.TypeTimestamp:
		seconds, ordinal, ok := value.TimestampOK()
		w.list()
		w.string(time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339))
		w.uint(uint64(ordinal))
		w.end()
		return ok
	case bson.TypeCodeWithScope:
		code, scope, ok := value.CodeWithScopeOK()
		if !ok {
			return false
		}
		w.list()
		w.string(code)
		err := writeBSON(w, scope)
		w.end()
		return err == nil
	case bson.TypeDBPointer:
		name, id, ok := value.DBPointerOK()
		w.list()
		w.string(name)
		w.string(id.Hex())
		w.end()
		return ok
	case bson.TypeMinKey:
		w.string("MinKey")
		return true
	case bson.TypeMaxKey:
		w.string("MaxKey")
		return true
	}
	return false
}
