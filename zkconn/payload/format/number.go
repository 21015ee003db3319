package format

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"
)

// unwrapNumber reads four or eight bytes that are not text as a big-endian number, and describes
// what it may mean: a time or a zxid.
func unwrapNumber(r *Reading) *Content {
	if r.Readable() {
		return nil
	}
	var out strings.Builder
	switch len(r.Data) {
	case 4:
		number := binary.BigEndian.Uint32(r.Data)
		writeNumber(&out, "int32", int64(int32(number)), uint64(number))
		writeTime(&out, "seconds", int64(number), time.Second)
	case 8:
		number := binary.BigEndian.Uint64(r.Data)
		if high := number >> 56; high != 0 && high != 0xff {
			return nil // likely random, and hardly written by a program
		}
		writeNumber(&out, "int64", int64(number), number)
		writeTime(&out, "seconds", int64(number), time.Second)
		writeTime(&out, "milliseconds", int64(number), time.Millisecond)
		writeTime(&out, "nanoseconds", int64(number), time.Nanosecond)
		if epoch := number >> 32; epoch != 0 && epoch != math.MaxUint32 {
			fmt.Fprintf(&out, "zxid: epoch %d, counter %d\n", epoch, number&math.MaxUint32)
		}
	default:
		return nil
	}
	return &Content{Reading: Read(r.Path, []byte(out.String())), Guessed: true}
}

func writeNumber(out *strings.Builder, name string, signed int64, unsigned uint64) {
	fmt.Fprintf(out, "%s: %d\n", name, signed)
	if signed < 0 {
		fmt.Fprintf(out, "u%s: %d\n", name, unsigned)
	}
	fmt.Fprintf(out, "hex: 0x%x\n", unsigned)
}

func writeTime(out *strings.Builder, name string, number int64, unit time.Duration) {
	if at, ok := EpochTime(number, unit); ok {
		fmt.Fprintf(out, "%s: %s\n", name, at.Format(time.RFC3339Nano))
	}
}

// EpochTime returns the time that is number units after 1970. It returns false if the time is not
// between 2001-09-09 and 2099, as those in data usually are.
func EpochTime(number int64, unit time.Duration) (at time.Time, ok bool) {
	const from, to = 1_000_000_000, 4_102_444_800 // in seconds
	units := int64(time.Second / unit)
	if number/units < from || number/units >= to {
		return time.Time{}, false
	}
	return time.Unix(number/units, number%units*int64(unit)).UTC(), true
}
