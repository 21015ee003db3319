package history

import (
	"context"
	"crypto/cipher"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Bits of value.enc, which describe the bytes of a value.
const (
	encDelta   = 1 << iota // how many bytes of the base it begins and ends with, and what is in between
	encZstd                // compressed
	encSealed              // sealed with the segment's key
	encSkipped             // a keyed hash of a value that is not kept
	encUnseen              // empty: the recorder was only told of the change
)

// Special numbers of values.
const (
	noValue   = -1 // the change leaves the data unchanged
	nullValue = 0  // ZooKeeper's null
)

const (
	maxChain = 31       // longest chain of deltas; the next value is stored complete
	maxValue = 64 << 20 // largest size of a value that is accepted, in bytes
	minZstd  = 48       // smaller values, in bytes, do not shrink by compression
)

// Errors of values.
var (
	ErrSkipped = errors.New("history: the value is not kept") // by --history-skip
	ErrUnseen  = errors.New("history: the value was not seen")
	ErrSealed  = errors.New("history: the value is encrypted") // and the key is missing or a different one
	ErrDamaged = errors.New("history: the store is damaged")
)

// codec compresses and seals the values of one segment.
type codec struct {
	zip   *zstd.Encoder
	unzip *zstd.Decoder
	aead  cipher.AEAD // nil if values are not sealed
}

func newCodec(key Key, salt []byte) (*codec, error) {
	aead, err := key.cipherOf(salt)
	if err != nil {
		return nil, err
	}
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, err
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxValue))
	return &codec{zip, unzip, aead}, err
}

func (c *codec) close() { c.unzip.Close() }

// stored is a row of value.
type stored struct {
	id, base  int64 // base is 0 for none
	enc, size int
	bytes     []byte
}

// pack makes the row of a value; base is the value before it, nil for none.
func (c *codec) pack(id int64, data []byte, baseID int64, base []byte) stored {
	row := stored{id: id, size: len(data), bytes: data}
	if delta, ok := deltaOf(base, data); baseID > 0 && ok {
		row.bytes, row.base, row.enc = delta, baseID, encDelta
	}
	if len(row.bytes) >= minZstd {
		if zipped := c.zip.EncodeAll(row.bytes, nil); len(zipped) < len(row.bytes) {
			row.bytes, row.enc = zipped, row.enc|encZstd
		}
	}
	if c.aead != nil {
		row.bytes, row.enc = c.aead.Seal(nil, nonceOf(id), row.bytes, nil), row.enc|encSealed
	}
	return row
}

// unpack returns the value of a row, or its delta.
func (c *codec) unpack(row stored) (data []byte, err error) {
	data = row.bytes
	switch {
	case row.enc&encSkipped != 0:
		return nil, ErrSkipped
	case row.enc&encUnseen != 0:
		return nil, ErrUnseen
	case row.enc&encSealed != 0 && c.aead == nil:
		return nil, ErrSealed
	case row.enc&encSealed != 0:
		if data, err = c.aead.Open(nil, nonceOf(row.id), data, nil); err != nil {
			return nil, fmt.Errorf("%w: value %d: %w", ErrSealed, row.id, err)
		}
	}
	if row.enc&encZstd != 0 {
		if data, err = c.unzip.DecodeAll(data, nil); err != nil {
			return nil, fmt.Errorf("%w: value %d: %w", ErrDamaged, row.id, err)
		}
	}
	return data, nil
}

// errOtherKey means that a segment cannot be continued with a different key.
var errOtherKey = fmt.Errorf("%w: with another key, and what is written next must have the same", ErrSealed)

// sameKey fails if the segment's first value is sealed with a different key.
func (s *segment) sameKey(ctx context.Context) error {
	var first stored
	err := s.row(ctx, "SELECT id, enc, bytes FROM value WHERE enc & ? = 0 ORDER BY id LIMIT 1", encSkipped|encUnseen).Scan(&first.id, &first.enc, &first.bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		_, err = s.codec.unpack(first)
	}
	if errors.Is(err, ErrSealed) {
		return fmt.Errorf("%s: %w", s.name(), errOtherKey)
	}
	return err
}

// deltaOf returns the delta that turns base into data, if that is shorter than data.
func deltaOf(base, data []byte) ([]byte, bool) {
	if base == nil {
		return nil, false
	}
	n := min(len(base), len(data))
	start := 0
	for start < n && base[start] == data[start] {
		start++
	}
	end := 0
	for end < n-start && base[len(base)-1-end] == data[len(data)-1-end] {
		end++
	}
	delta := binary.AppendUvarint(nil, uint64(start))
	delta = binary.AppendUvarint(delta, uint64(end))
	delta = append(delta, data[start:len(data)-end]...)
	return delta, len(delta) < len(data)
}

// applyDelta is the reverse of deltaOf.
func applyDelta(base, delta []byte, size int) ([]byte, error) {
	start, n := binary.Uvarint(delta)
	if n <= 0 {
		return nil, ErrDamaged
	}
	delta = delta[n:]
	end, n := binary.Uvarint(delta)
	if n <= 0 {
		return nil, ErrDamaged
	}
	delta = delta[n:]
	length := uint64(len(base))
	if start > length || end > length-start || size > maxValue || start+end+uint64(len(delta)) != uint64(size) {
		return nil, ErrDamaged
	}
	data := make([]byte, 0, size)
	data = append(data, base[:start]...)
	data = append(data, delta...)
	return append(data, base[length-end:]...), nil
}

// value returns a value of the segment; nil for ZooKeeper's null.
func (s *segment) value(ctx context.Context, id int64) ([]byte, error) {
	return s.unpacked(ctx, id, nil, nil)
}

// valueRows reads the rows of several values at once, without the values that they are deltas to.
func (s *segment) valueRows(ctx context.Context, ids []int64) (map[int64]stored, error) {
	list, _ := json.Marshal(ids) // numbers cannot fail
	return s.readValues(ctx, "SELECT v.id, v.enc, coalesce(v.base, 0), v.size, v.bytes FROM json_each(?) w CROSS JOIN value v ON v.id = w.value", string(list))
}

// chainOf reads the row of a value and of all values that it is a delta to.
func (s *segment) chainOf(ctx context.Context, id int64) (map[int64]stored, error) {
	return s.readValues(ctx, `WITH RECURSIVE link(id, links) AS (
			SELECT ?1, 0 UNION ALL SELECT v.base, l.links + 1 FROM link l CROSS JOIN value v ON v.id = l.id WHERE v.base IS NOT NULL AND l.links <= ?2
		) SELECT v.id, v.enc, coalesce(v.base, 0), v.size, v.bytes FROM link l CROSS JOIN value v ON v.id = l.id`, id, maxChain)
}

func (s *segment) readValues(ctx context.Context, query string, args ...any) (map[int64]stored, error) {
	rows, err := s.rows(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64]stored{}
	for rows.Next() {
		var row stored
		if err := rows.Scan(&row.id, &row.enc, &row.base, &row.size, &row.bytes); err != nil {
			return nil, err
		}
		all[row.id] = row
	}
	return all, rows.Err()
}

// unpacked is like value, with rows that were read before and, unless nil, a cache of values.
func (s *segment) unpacked(ctx context.Context, id int64, read map[int64]stored, recent *recentValues) ([]byte, error) {
	if id == nullValue {
		return nil, nil
	}
	var chain []stored
	var data []byte
	for at := id; at != 0; {
		if data = recent.get(at); data != nil {
			break
		}
		row, known := read[at]
		if !known {
			var err error
			if read, err = s.chainOf(ctx, at); err != nil {
				return nil, err
			}
			if row, known = read[at]; !known {
				return nil, fmt.Errorf("value %d: %w", at, sql.ErrNoRows)
			}
		}
		if len(chain) > maxChain || row.base >= at {
			return nil, fmt.Errorf("%w: value %d has no beginning", ErrDamaged, id)
		}
		chain = append(chain, row)
		at = row.base
	}
	for i := len(chain) - 1; i >= 0; i-- {
		bytes_, err := s.codec.unpack(chain[i])
		if err != nil {
			return nil, err
		}
		if chain[i].enc&encDelta != 0 {
			if bytes_, err = applyDelta(data, bytes_, chain[i].size); err != nil {
				return nil, fmt.Errorf("%w: value %d", err, chain[i].id)
			}
		}
		if data = bytes_; len(data) != chain[i].size {
			return nil, fmt.Errorf("%w: value %d has another length", ErrDamaged, chain[i].id)
		}
	}
	if data == nil {
		data = []byte{} // empty is not null
	}
	return data, nil
}
