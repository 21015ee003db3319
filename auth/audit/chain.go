package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// link is an entry's place in the chain. The zero link stands before entry 1.
type link struct {
	seq  int64
	hash [sha256.Size]byte
}

// next is the link of the entry with this canonical encoding.
func (l link) next(canonical []byte) link {
	hash := sha256.New()
	hash.Write(l.hash[:])
	hash.Write(canonical)
	next := link{seq: l.seq + 1}
	hash.Sum(next.hash[:0])
	return next
}

// head is the link for people and logs.
func (l link) head() Head { return Head{Seq: l.seq, Hash: hex.EncodeToString(l.hash[:])} }

// canonical is the encoding of an entry that is stored and hashed: its JSON
// without the hash, with neither spaces nor HTML escapes.
func canonical(entry Entry) ([]byte, error) {
	entry.Hash = ""
	line, err := jsonLine(entry)
	return bytes.TrimSuffix(line, []byte("\n")), err
}

// jsonLine is an entry on a line. Without its hash, which comes last, it is the
// canonical encoding: whoever has the lines can compute the chain.
func jsonLine(entry Entry) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(entry)
	return line.Bytes(), err
}
