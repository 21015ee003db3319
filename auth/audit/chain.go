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
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(entry); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(encoded.Bytes(), []byte("\n")), nil
}
