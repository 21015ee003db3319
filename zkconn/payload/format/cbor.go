package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/big"
	"strconv"

	"github.com/fxamacker/cbor/v2"
)

// cborMagic is a tag that marks data as CBOR.
var cborMagic = []byte{0xd9, 0xd9, 0xf7}

// unwrapCBOR reads data that is marked as CBOR, or that is one map or list, at least for a good
// part, with strings that make it likely.
func unwrapCBOR(r *Reading) *Content {
	said := bytes.HasPrefix(r.Data, cborMagic)
	if !said && (!guessable(r) || r.Data[0]>>5 != cborList && r.Data[0]>>5 != cborMap) {
		return nil
	}
	var w writing
	rest, err := writeCBOR(&w, r.Data)
	damaged := err != nil || len(rest) > 0
	switch {
	case said:
		return w.content(r, damaged)
	case damaged && !w.full && !w.partly(len(r.Data)), !w.likely(len(r.Data)):
		return nil
	}
	return guess(w.content(r, damaged))
}

// The major types of CBOR that contain other values.
const (
	cborList = 4
	cborMap  = 5
	cborTag  = 6
)

const cborBreak = 0xff // ends a list or a map of unknown length

// writeCBOR writes the value at the start of data and returns the rest.
func writeCBOR(w *writing, data []byte) (rest []byte, err error) {
	if len(data) == 0 {
		return nil, errCutOff
	}
	if w.full {
		return data, nil
	}
	switch data[0] >> 5 {
	case cborList:
		w.list()
		rest, err = writeCBORItems(w, data, writeCBOR)
		w.end()
	case cborMap:
		w.object()
		rest, err = writeCBORItems(w, data, func(w *writing, data []byte) ([]byte, error) {
			rest, err := w.keyFrom(data, writeCBOR)
			if err != nil {
				return nil, err
			}
			return writeCBOR(w, rest)
		})
		w.end()
	case cborTag:
		rest, err = writeCBORTag(w, data)
	default:
		rest, err = writeCBORScalar(w, data)
	}
	return rest, err
}

// cborHead reads the number in the head of a value. If endless is set, there is no number, and a
// break follows the parts of the value.
func cborHead(data []byte) (n uint64, endless bool, rest []byte, err error) {
	short, rest := data[0]&0x1f, data[1:]
	if short < 24 {
		return uint64(short), false, rest, nil
	}
	if short == 31 {
		return 0, true, rest, nil
	}
	size := 1 << (short - 24)
	switch {
	case short > 27:
		return 0, false, nil, errDamaged
	case len(rest) < size:
		return 0, false, nil, errCutOff
	}
	var wide [8]byte
	copy(wide[8-size:], rest)
	return binary.BigEndian.Uint64(wide[:]), false, rest[size:], nil
}

// writeCBORItems writes the items of a list or a map.
func writeCBORItems(w *writing, data []byte, item func(*writing, []byte) ([]byte, error)) (rest []byte, err error) {
	left, endless, rest, err := cborHead(data)
	for ; err == nil && !w.full; left-- {
		if endless && len(rest) > 0 && rest[0] == cborBreak {
			return rest[1:], nil
		}
		if !endless && left == 0 {
			return rest, nil
		}
		rest, err = item(w, rest)
	}
	return rest, err
}

// The tags that are left out, as their values are clear without them.
const (
	cborTextTime    = 0
	cborEpoch       = 1
	cborBignum      = 2
	cborNegative    = 3
	cborFirstOfText = 32 // URI, base64url, base64, regular expression, MIME, UUID
	cborLastOfText  = 37
	cborSelf        = 55799
)

func writeCBORTag(w *writing, data []byte) (rest []byte, err error) {
	tag, endless, rest, err := cborHead(data)
	switch {
	case err != nil:
		return nil, err
	case endless:
		return nil, errDamaged
	case tag == cborBignum, tag == cborNegative:
		var n big.Int
		rest, err = cbor.UnmarshalFirst(data, &n)
		if err == nil {
			w.literal(n.String())
		}
		return rest, err
	case tag <= cborEpoch, tag >= cborFirstOfText && tag <= cborLastOfText, tag == cborSelf:
		return writeTagged(w, rest)
	}
	w.object()
	w.label("tag " + strconv.FormatUint(tag, 10))
	rest, err = writeTagged(w, rest)
	w.end()
	return rest, err
}

// writeTagged writes the value after a tag. Tags are limited in depth like lists.
func writeTagged(w *writing, data []byte) (rest []byte, err error) {
	w.tags++
	defer func() { w.tags-- }()
	if w.full = w.full || w.tags > maxWrittenDepth; w.full {
		return data, nil
	}
	return writeCBOR(w, data)
}

func writeCBORScalar(w *writing, data []byte) (rest []byte, err error) {
	var value any
	if rest, err = cbor.UnmarshalFirst(data, &value); err != nil {
		return nil, err
	}
	switch value := value.(type) {
	case uint64:
		w.uint(value)
	case int64:
		w.int(value)
	case big.Int:
		w.literal(value.String())
	case float64:
		w.float(value, 64)
	case bool:
		w.bool(value)
	case nil:
		w.null()
	case string:
		w.string(value)
	case []byte:
		w.bytes(value)
	default:
		letters := w.letters
		w.string(fmt.Sprint(value)) // a simple value without a meaning, which does not count as text
		w.letters = letters
	}
	return rest, err
}
