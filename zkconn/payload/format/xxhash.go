package format

import (
	"encoding/binary"
	"math/bits"
)

// xxHash32 returns the checksum that Java's LZ4 blocks have: https://github.com/Cyan4973/xxHash.
func xxHash32(data []byte, seed uint32) uint32 {
	const (
		prime1 = 2654435761
		prime2 = 2246822519
		prime3 = 3266489917
		prime4 = 668265263
		prime5 = 374761393
	)
	hash := seed + prime5
	size := uint32(len(data))
	if size >= 16 {
		lanes := [4]uint32{seed + prime1, seed + prime2, seed, seed - prime1}
		lanes[0] += prime2
		for ; len(data) >= 16; data = data[16:] {
			for i := range lanes {
				lanes[i] = bits.RotateLeft32(lanes[i]+binary.LittleEndian.Uint32(data[4*i:])*prime2, 13) * prime1
			}
		}
		hash = bits.RotateLeft32(lanes[0], 1) + bits.RotateLeft32(lanes[1], 7) + bits.RotateLeft32(lanes[2], 12) + bits.RotateLeft32(lanes[3], 18)
	}
	hash += size
	for ; len(data) >= 4; data = data[4:] {
		hash = bits.RotateLeft32(hash+binary.LittleEndian.Uint32(data)*prime3, 17) * prime4
	}
	for _, b := range data {
		hash = bits.RotateLeft32(hash+uint32(b)*prime5, 11) * prime1
	}
	hash = (hash ^ hash>>15) * prime2
	hash = (hash ^ hash>>13) * prime3
	return hash ^ hash>>16
}
