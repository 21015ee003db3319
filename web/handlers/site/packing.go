package site

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"hash/maphash"
	"sync"
	"time"

	"github.com/klauspost/compress/flate"

	"zkweb/web/views"
)

const (
	// compressedAtOnce is as much as is compressed in one go: the compressor would look
	// at the end of it once more for what comes behind, for a sixth of its time.
	compressedAtOnce = 32<<10 - 1
	// minKeptPart is the length from which a part is compressed slower than it is looked up.
	minKeptPart = 1 << 10
	// minKeptAfter is how long after it first came a part that comes again is kept: what
	// says the time comes to several people within a moment, and then to nobody.
	minKeptAfter = 100 * time.Millisecond
	// maxKeptParts is as many bytes as are kept of all parts.
	maxKeptParts = 2 << 20
)

// packing compresses answers, and keeps what those parts of them were compressed to that
// came more than once: of a page that is looked at again little differs but the time. It
// knows nothing of what a part says: the same bytes are compressed to the same.
type packing struct {
	mu   sync.Mutex
	once [4096]came // parts that came once, each at its place
	kept map[uint64]packed
	size int // of all that is kept
}

// came is the hash of a part, and when that came first.
type came struct {
	hash uint64
	at   time.Time
}

// packed is a part of an answer. It does not change.
type packed struct{ part, compressed []byte }

func (p packed) size() int { return len(p.part) + len(p.compressed) }

var (
	answers  = packing{kept: map[uint64]packed{}}
	partSeed = maphash.MakeSeed()
)

// gzipHead begins a gzip file of which nothing but its content is told.
const gzipHead = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// compress writes body as gzip, each part by itself. That costs less than the usual
// levels, whose tables of hundreds of KiB have left the processor's caches when the next
// answer comes, for answers a tenth longer. An answer to what was posted, which may show
// what pages hide, is none that may come again.
func (p *packing) compress(into *bytes.Buffer, body []byte, again bool) error {
	into.WriteString(gzipHead)
	for rest := body; len(rest) > 0; {
		part := rest[:min(len(rest), compressedAtOnce)]
		if seam := bytes.Index(part, views.Seam); seam >= 0 {
			part = part[:seam+len(views.Seam)]
		}
		add := p.add
		if !again || len(part) < minKeptPart {
			add = addPart
		}
		if err := add(into, part); err != nil {
			return err
		}
		rest = rest[len(part):]
	}
	if err := flate.StatelessDeflate(into, nil, true, nil); err != nil {
		return err
	}
	sum := binary.LittleEndian.AppendUint32(into.AvailableBuffer(), crc32.ChecksumIEEE(body))
	into.Write(binary.LittleEndian.AppendUint32(sum, uint32(len(body))))
	return nil
}

// add writes a part compressed, as it is kept where it is.
func (p *packing) add(into *bytes.Buffer, part []byte) error {
	hash := maphash.Bytes(partSeed, part)
	p.mu.Lock()
	kept := p.kept[hash]
	p.mu.Unlock()
	if bytes.Equal(kept.part, part) {
		into.Write(kept.compressed)
		return nil
	}
	begin := into.Len()
	if err := addPart(into, part); err != nil {
		return err
	}
	p.again(hash, part, into.Bytes()[begin:])
	return nil
}

func addPart(into *bytes.Buffer, part []byte) error {
	return flate.StatelessDeflate(into, part, false, nil)
}

// again keeps a part that has come before, in the place of any others.
func (p *packing) again(hash uint64, part, compressed []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch place := &p.once[hash%uint64(len(p.once))]; {
	case place.hash != hash:
		*place = came{hash, time.Now()}
		return
	case time.Since(place.at) < minKeptAfter:
		return
	}
	now := packed{bytes.Clone(part), bytes.Clone(compressed)}
	p.size += now.size() - p.kept[hash].size()
	p.kept[hash] = now
	for other, old := range p.kept {
		if p.size <= maxKeptParts {
			break
		}
		if other != hash {
			p.size -= old.size()
			delete(p.kept, other)
		}
	}
}
