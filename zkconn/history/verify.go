package history

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"

	"zkweb/zkconn/txnlog"
)

// Verified is what Verify has checked.
type Verified struct {
	Segments     int
	Transactions int64
	First, Last  int64                // zxids
	Proofs       map[txnlog.Proof]int // number of spans by their proofs
	Gaps         []Gap
	Loose        []string // files without a hash as a whole, in which unused bytes were not checked: still written, or cut off
	Torn         []Torn
}

// Torn is the end of a file that cannot be read as it was written. A crash of the machine leaves
// that, but damage to what was written last looks the same.
type Torn struct {
	File  string
	Bytes int64
}

// Wrong is the first thing in a store that is not as it was written.
type Wrong struct {
	Segment string // the file's name
	From    int64  // the damage is after this zxid; 0 for the tree with which the segment begins
	To      int64  // and not after this one
	What    string
}

// Error implements error.
func (w *Wrong) Error() string {
	return fmt.Sprintf("%s, after zxid %#x and up to %#x: %s", w.Segment, uint64(w.From), uint64(w.To), w.What)
}

// Verify reads the whole store and checks that nothing was altered: the hashes of all blocks and
// segments, that zxids and lives match the transactions, the recorded gaps and sessions, and, for
// files that are no longer written, the whole file. It fails with a *Wrong for the first deviation,
// and with ErrSealed if a key is given that opens nothing in the store. It needs no key, and a
// writer may continue in the meantime.
func Verify(ctx context.Context, dir string, key Key) (Verified, error) {
	v := &verifier{ctx: ctx, Verified: Verified{Proofs: map[txnlog.Proof]int{}}}
	closed, err := readClosed(dir)
	if err != nil {
		return v.Verified, err
	}
	files, err := segmentFiles(dir)
	if err != nil {
		return v.Verified, err
	}
	for _, file := range files {
		if err := v.file(file, key); err != nil {
			return v.Verified, cmp.Or(ctx.Err(), err) // being interrupted does not make it wrong
		}
	}
	if v.sealed != nil && !v.opened {
		return v.Verified, v.sealed
	}
	if closed != "" {
		if err := verifyClosed(dir, closed); err != nil {
			return v.Verified, err
		}
	}
	if v.loose && !hasNewest(closed) {
		v.Loose = append(v.Loose, v.before)
	}
	store, err := Open(dir, key)
	if err != nil {
		return v.Verified, err
	}
	defer store.Close()
	complete, err := store.complete(ctx, 0, 0, math.MaxInt)
	v.Gaps = complete.Gaps
	for _, span := range complete.Spans {
		v.Proofs[span.Proof]++
	}
	return v.Verified, err
}

// verifier goes through the segments, the oldest first.
type verifier struct {
	Verified
	ctx    context.Context
	hash   []byte // of the last block; nil before the first segment
	sum    []byte // of the last file
	before string // name of the last file
	sealed error  // set if the key does not open the values of a segment
	opened bool   // whether it opens those of another
	loose  bool   // whether the next segment lacks its hash
}

func (v *verifier) file(file string, key Key) error {
	wrong := func(what string) error { return &Wrong{Segment: filepath.Base(file), What: what} }
	s, err := openSegment(file, key, openToRead)
	if errors.Is(err, fs.ErrNotExist) { // removed since the files were listed, with all before it
		v.hash, v.sum, v.before, v.loose = nil, nil, "", false
		return nil
	}
	if err != nil {
		return wrong("it cannot be opened: " + err.Error())
	}
	defer s.close()
	previous, err := v.follows(file, s)
	if err != nil {
		return err
	}
	end, err := s.freeze(v.ctx)
	if err != nil {
		return wrong("it cannot be read: " + err.Error())
	}
	defer end()
	if err := s.sameKey(v.ctx); errors.Is(err, errOtherKey) && !key.isZero() {
		v.sealed = fmt.Errorf("%s: %w: with another key than this one", s.name(), ErrSealed)
	} else if err == nil {
		v.opened = true
	}
	w := &segmentVerifier{verifier: v, segment: s, derived: newDerived(v.ctx, s)}
	w.hasher = &hasher{ctx: v.ctx, db: s.frozen, chain: newChain(), hash: previous, seeBase: w.derived.seeBase, seeTxn: w.derived.seeTxn, seeChange: w.derived.seeChange}
	if err := w.verify(); err != nil {
		return err
	}
	wal := filepath.Base(file) + "-wal"
	if torn, err := verifyWAL(file); err != nil {
		return &Wrong{Segment: wal, From: w.zxid, What: err.Error()}
	} else if torn > 0 {
		v.Torn = append(v.Torn, Torn{wal, torn})
	}
	v.hash, v.before = w.hasher.hash, filepath.Base(file)
	v.Transactions += w.count
	if v.Segments++; v.Segments == 1 {
		v.First = s.baseZxid
	}
	if v.sum, err = hashFile(file); err != nil {
		return err
	}
	v.loose = true
	return nil
}

// follows returns the hash that a segment has for the segment before it. It fails with a *Wrong if
// the hash is missing or does not match.
func (v *verifier) follows(file string, s *segment) (previous []byte, err error) {
	wrong := func(what string) error { return &Wrong{Segment: filepath.Base(file), What: what} }
	if err := s.meta("previous", &previous); err != nil {
		return nil, wrong("it does not say what came before it")
	}
	if v.hash != nil && !bytes.Equal(v.hash, previous) {
		return nil, wrong("it does not follow the segment before it, " + v.before)
	}
	var sum []byte
	if err := s.meta("previous_sum", &sum); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, wrong(err.Error())
	}
	if sum != nil && v.sum != nil && !bytes.Equal(sum, v.sum) && !v.sealedSince(file, sum) {
		return nil, &Wrong{Segment: v.before, What: "the file is not the one that was sealed"}
	}
	if v.loose = v.loose && sum == nil; v.loose {
		v.Loose = append(v.Loose, v.before)
	}
	return previous, nil
}

// sealedSince reports whether the file before is sealed by now; it may have been written until
// then.
func (v *verifier) sealedSince(file string, sum []byte) bool {
	now, err := hashFile(filepath.Join(filepath.Dir(file), v.before))
	return err == nil && bytes.Equal(now, sum)
}

// segmentVerifier goes through one segment, block by block.
type segmentVerifier struct {
	*verifier
	*segment
	*hasher
	zxid    int64 // of the last transaction
	derived *derived
}

func (w *segmentVerifier) wrong(to int64, what string) error {
	return &Wrong{Segment: w.name(), From: w.zxid, To: to, What: what}
}

func (w *segmentVerifier) verify() error {
	ctx := w.verifier.ctx
	w.zxid = w.baseZxid
	var sound string
	if err := w.frozen.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&sound); err != nil {
		return w.wrong(w.baseZxid, "the file is damaged: "+err.Error())
	} else if sound != "ok" {
		return w.wrong(w.baseZxid, "the file is damaged: "+sound)
	}
	if err := w.verifyMeta(); err != nil {
		return w.wrong(w.baseZxid, err.Error())
	}
	blocks, err := w.blocks()
	if err != nil {
		return w.wrong(w.baseZxid, "the blocks cannot be read: "+err.Error())
	}
	for _, block := range blocks {
		zxid, err := w.zxidOf(ctx, block.last)
		if err != nil {
			return w.wrong(w.zxid, "a transaction is missing")
		}
		if err := w.block(block); err != nil {
			return w.wrong(zxid, err.Error())
		}
		if !bytes.Equal(w.hasher.hash, block.hash) {
			return w.wrong(zxid, "what is stored is not what was written: the hash differs")
		}
		w.zxid, w.Last = zxid, zxid
	}
	last, err := w.last(ctx)
	if err != nil || last != w.n {
		return w.wrong(w.zxid, "there are transactions behind the last block")
	}
	if err := w.derived.ended(); err != nil {
		return w.wrong(w.zxid, err.Error())
	}
	if err := verifyNotes(ctx, w.frozen); err != nil {
		return w.wrong(w.zxid, err.Error())
	}
	return nil
}

// verifyMeta checks the rows of meta that neither blocks nor notes cover.
func (w *segmentVerifier) verifyMeta() error {
	var unknown int
	var before sql.NullString
	err := w.frozen.QueryRowContext(w.verifier.ctx, `SELECT count(*) FILTER (WHERE name NOT IN ('salt', 'skip_key', 'time', 'zxid', 'previous', 'previous_file', 'previous_sum', ?, ?)),
		max(value) FILTER (WHERE name = 'previous_file') FROM meta`, metaNotes, metaForgotten).Scan(&unknown, &before)
	switch {
	case err != nil:
		return err
	case unknown > 0:
		return errors.New("it says something of itself that no writer does")
	case before.Valid && w.verifier.before != "" && before.String != w.verifier.before:
		return errors.New("it does not follow the segment before it, " + w.verifier.before)
	}
	return nil
}
