package format

import (
	"bytes"
	"encoding/binary"
)

// skippedMark follows a byte from 0x50 to 0x5f at the start of a skippable frame of zstd and lz4.
// After it comes the length of the frame.
var skippedMark = []byte{0x2a, 0x4d, 0x18}

const skippedHead = 8 // bytes of the mark and the length

// skippedFrames returns the content of everything in data that may be a skippable frame.
// Decompressors ignore these frames, but people who read the bytes do not.
func skippedFrames(data []byte) []byte {
	var all []byte
	for from := 1; ; {
		at := bytes.Index(data[min(from, len(data)):], skippedMark)
		if at < 0 {
			return all
		}
		at += from - 1
		from = at + 2
		if frame := data[at:]; isSkipped(frame) {
			all = append(append(all, frame[skippedHead:skippedEnd(frame)]...), '\n')
			from = at + skippedEnd(frame) + 1
		}
	}
}

func isSkipped(frame []byte) bool {
	return len(frame) >= skippedHead && frame[0]>>4 == 5 && bytes.HasPrefix(frame[1:], skippedMark)
}

// skippedEnd returns where a frame ends, or the end of the data if it is cut off.
func skippedEnd(frame []byte) int {
	return skippedHead + int(min(uint64(binary.LittleEndian.Uint32(frame[4:])), uint64(len(frame)-skippedHead)))
}

// behindSkipped returns the data after the skippable frames at its start.
func behindSkipped(data []byte) []byte {
	for isSkipped(data) {
		data = data[skippedEnd(data):]
	}
	return data
}

// skippedChunks returns the content of the skippable chunks in snappy's framing format.
func skippedChunks(data []byte) []byte {
	const head, firstSkipped, firstMeant = 4, 0x80, 0xff
	var all []byte
	for len(data) >= head {
		kind, size := data[0], int(data[1])|int(data[2])<<8|int(data[3])<<16
		chunk := data[head : head+min(size, len(data)-head)]
		if kind >= firstSkipped && kind < firstMeant {
			all = append(append(all, chunk...), '\n')
		}
		data = data[head+len(chunk):]
	}
	return all
}
