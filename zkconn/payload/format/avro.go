package format

import (
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"unicode/utf8"

	"github.com/hamba/avro/v2"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/s2"
)

var avroMagic = []byte("Obj\x01")

// unwrapAvro writes the schema and the records of an Avro object container as text.
func unwrapAvro(r *Reading) *Content {
	if !bytes.HasPrefix(r.Data, avroMagic) {
		return nil
	}
	var w writing
	a := avroReader{writing: &w, data: r.Data[len(avroMagic):]}
	w.object()
	a.container()
	content := w.content(r, a.broken)
	content.Unknown = content.Damaged && a.unknown
	return content
}

// avroReader reads the encoding of Avro. Once broken, it reads nothing more.
type avroReader struct {
	*writing
	data    []byte
	broken  bool
	unknown bool // the codec of the blocks is unknown
}

// container reads the header and the blocks after it.
func (a *avroReader) container() {
	codec, schema := a.header()
	sync := a.take(16)
	if a.broken {
		return
	}
	parsed, err := avro.ParseBytesWithCache(schema, "", &avro.SchemaCache{})
	if err != nil {
		a.broken = true
		return
	}
	a.key("records")
	a.list()
	for len(a.data) > 0 && !a.broken && !a.full {
		count, block, whole := a.block(sync)
		content, more, err := unpackAvro(codec, block)
		a.full = a.full || more
		records := avroReader{writing: a.writing, data: content}
		for ; count > 0 && !records.broken && !a.full; count-- {
			records.value(parsed)
		}
		a.broken = records.broken || err != nil || !whole
		a.unknown = errors.Is(err, errUnknown)
	}
	if !a.broken {
		a.end()
		a.end()
	}
}

// block reads the number of records in a block, and the bytes of these. whole is false if the block
// is cut off, which makes it the last one.
func (a *avroReader) block(sync []byte) (count int64, block []byte, whole bool) {
	count = a.long()
	size := a.long()
	if a.broken || size < 0 || size > int64(len(a.data)) {
		return count, a.data, false
	}
	block = a.take(int(size))
	return count, block, bytes.Equal(a.take(len(sync)), sync)
}

// header reads the metadata of the container and writes it as text.
func (a *avroReader) header() (codec string, schema []byte) {
	for count := a.blockLength(); count > 0; count = a.blockLength() {
		for ; count > 0 && !a.broken && !a.full; count-- {
			name, value := string(a.bytesOf(a.long())), a.bytesOf(a.long())
			if a.broken {
				return "", nil
			}
			a.key(name)
			switch name {
			case "avro.schema":
				schema = value
				a.schema(value)
			case "avro.codec":
				codec = string(value)
				a.string(codec)
			default:
				a.bytes(value)
			}
		}
	}
	return codec, schema
}

// schema writes a schema, which is JSON.
func (a *avroReader) schema(text []byte) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil || !utf8.Valid(text) || deeperThan(text, maxWrittenDepth) {
		a.bytes(text)
		return
	}
	a.literal(compact.String())
}

// deeperThan returns false only if brackets are nested at most levels deep.
func deeperThan(text []byte, levels int) bool {
	depth := 0
	for _, b := range text {
		switch b {
		case '{', '[':
			if depth++; depth > levels {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// unpackAvro unpacks up to MaxUnwrapped bytes of a block.
func unpackAvro(codec string, block []byte) (content []byte, more bool, err error) {
	switch codec {
	case "", "null":
		return block, false, nil
	case "deflate":
		return readUpTo(flate.NewReader(bytes.NewReader(block)), MaxUnwrapped)
	case "snappy":
		const checksum = 4 // bytes at the end
		block = block[:max(0, len(block)-checksum)]
		size, err := s2.DecodedLen(block)
		if err != nil || size > MaxUnwrapped {
			return nil, err == nil, err
		}
		content, err = s2.Decode(nil, block)
		return content, false, err
	case "bzip2":
		return readUpTo(bzip2.NewReader(bytes.NewReader(block)), MaxUnwrapped)
	case "zstandard":
		stream, err := newZstdReader(block)
		if err != nil {
			return nil, false, err
		}
		defer stream.Close()
		return readUpTo(stream, MaxUnwrapped)
	}
	return nil, false, errUnknown // xz, which is rare, or a future codec
}

var errUnknown = errors.New("packed in an unknown way")

// value writes a value of the schema.
func (a *avroReader) value(schema avro.Schema) {
	if a.broken || a.full {
		return
	}
	switch schema := schema.(type) {
	case *avro.RecordSchema:
		a.object()
		for _, field := range schema.Fields() {
			if a.broken || a.full {
				return
			}
			a.key(field.Name())
			a.value(field.Type())
		}
		a.finish()
	case *avro.RefSchema:
		a.value(schema.Schema())
	case *avro.ArraySchema:
		a.list()
		a.each(func() { a.value(schema.Items()) })
		a.finish()
	case *avro.MapSchema:
		a.object()
		a.each(func() {
			name := a.bytesOf(a.long())
			if a.broken {
				return
			}
			a.key(string(name))
			a.value(schema.Values())
		})
		a.finish()
	case *avro.UnionSchema:
		a.union(schema)
	case *avro.EnumSchema:
		a.enum(schema)
	case *avro.FixedSchema:
		if value := a.take(schema.Size()); !a.broken {
			a.bytes(value)
		}
	default:
		a.primitive(schema.Type())
	}
}

func (a *avroReader) union(schema *avro.UnionSchema) {
	at := a.long()
	if a.broken = a.broken || at < 0 || at >= int64(len(schema.Types())); !a.broken {
		a.value(schema.Types()[at])
	}
}

func (a *avroReader) enum(schema *avro.EnumSchema) {
	symbol, ok := "", false
	if at := a.long(); at >= 0 && at <= math.MaxInt32 {
		symbol, ok = schema.Symbol(int(at))
	}
	if a.broken = a.broken || !ok; ok {
		a.string(symbol)
	}
}

func (a *avroReader) primitive(kind avro.Type) {
	switch kind {
	case avro.Null:
		a.null()
	case avro.Boolean:
		if value := a.take(1); !a.broken {
			a.bool(value[0] != 0)
		}
	case avro.Int, avro.Long:
		if n := a.long(); !a.broken {
			a.int(n)
		}
	case avro.Float:
		if value := a.take(4); !a.broken {
			a.float(float64(math.Float32frombits(binary.LittleEndian.Uint32(value))), 32)
		}
	case avro.Double:
		if value := a.take(8); !a.broken {
			a.float(math.Float64frombits(binary.LittleEndian.Uint64(value)), 64)
		}
	case avro.String, avro.Bytes:
		if value := a.bytesOf(a.long()); !a.broken {
			a.bytes(value)
		}
	default:
		a.broken = true
	}
}

// finish ends a record, a list or a map that was read to its end.
func (a *avroReader) finish() {
	if !a.broken {
		a.end()
	}
}

// each calls item for each item in all blocks of a list or a map.
func (a *avroReader) each(item func()) {
	for count := a.blockLength(); count > 0; count = a.blockLength() {
		for ; count > 0; count-- {
			if a.broken || a.full {
				return
			}
			item()
		}
	}
}

// blockLength reads the number of items in the next block, or 0 at the end. A negative number is
// followed by the size of the block in bytes.
func (a *avroReader) blockLength() int64 {
	if a.full {
		return 0
	}
	count := a.long()
	if count < 0 {
		count = -count
		a.long()
	}
	if a.broken {
		return 0
	}
	return count
}

// long reads a zigzag varint, or returns 0 if there is none.
func (a *avroReader) long() int64 {
	n, size := binary.Varint(a.data)
	if size <= 0 {
		a.broken = true
	}
	if a.broken {
		return 0
	}
	a.data = a.data[size:]
	return n
}

func (a *avroReader) bytesOf(size int64) []byte {
	if size < 0 || size > int64(len(a.data)) {
		a.broken = true
		return nil
	}
	return a.take(int(size))
}

// take returns the next bytes, or nil if there are fewer.
func (a *avroReader) take(size int) []byte {
	if a.broken || size > len(a.data) || size < 0 {
		a.broken = true
		return nil
	}
	taken := a.data[:size]
	a.data = a.data[size:]
	return taken
}
