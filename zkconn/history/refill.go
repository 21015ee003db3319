package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"zkweb/zkconn/dirlock"
	"zkweb/zkconn/txnlog"
)

const (
	refillDir  = "refill"   // in a store's folder: the new store
	refillDone = "complete" // in refillDir: the names of its segments, once all are complete
)

// Fill adds to a store, which ends where a gap begins, what is known about the gap.
type Fill func(ctx context.Context, gap txnlog.Gap, to *Filler) (found int64, joined bool, err error)

// Refill rewrites a store with its gaps filled as far as possible, and returns how many missing
// transactions were found.
//
// It calls fill with each gap, in order, when the new store ends where the gap begins. fill adds
// what it has of the missing transactions, but none from after the gap. It returns how many it
// added, and whether none is missing between the last of them and the end of the gap.
//
// What was forgotten is not added again. Of skipped data, Refill copies what was kept; pass the
// options of the store, or else data that fill adds is not skipped. The store gets a new identity,
// by which copies notice. Nobody may write to it in the meantime. If Refill is interrupted, the
// store is unchanged, or the next writer completes the work.
func Refill(ctx context.Context, dir string, options Options, fill Fill) (found int64, err error) {
	lock, err := dirlock.Take(dir, lockFile)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if err := endRefill(dir); err != nil {
		return 0, err
	}
	old, err := Open(dir, options.Key)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	complete, err := old.complete(ctx, 0, 0, math.MaxInt)
	if err != nil || len(complete.Gaps) == 0 {
		return 0, err
	}
	if found, err = refilled(ctx, old, complete.Gaps, options, fill); err != nil || found == 0 {
		return 0, errors.Join(err, os.RemoveAll(filepath.Join(dir, refillDir)))
	}
	return found, endRefill(dir)
}

// refilled writes the new store beside the old one.
func refilled(ctx context.Context, old *Store, gaps []Gap, options Options, fill Fill) (found int64, err error) {
	forgotten, err := old.Forgotten()
	if err != nil {
		return 0, err
	}
	dir := filepath.Join(old.dir, refillDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	for _, one := range forgotten {
		if err := addForgotten(dir, one); err != nil {
			return 0, err
		}
	}
	w, err := OpenWriter(dir, options)
	if err != nil {
		return 0, err
	}
	r := &refiller{Writer: w, gaps: gaps, fill: fill, forgotten: forgotten}
	err = r.takeOver(ctx, old)
	if err = errors.Join(err, w.Close()); err != nil || r.found == 0 { // only then are the files complete
		return 0, err
	}
	files, err := segmentFiles(dir)
	if err != nil {
		return 0, err
	}
	names := ""
	for _, file := range files {
		names += filepath.Base(file) + "\n"
	}
	return r.found, writeName(dir, refillDone, names)
}

// endRefill replaces the old store by a new one that is complete, and removes one that is not. The
// folder must be locked.
func endRefill(dir string) error {
	from := filepath.Join(dir, refillDir)
	names, err := os.ReadFile(filepath.Join(from, refillDone))
	if errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(from)
	}
	if err != nil {
		return err
	}
	if err := removeClosed(dir); err != nil {
		return err
	}
	whole := strings.Fields(string(names))
	files, err := segmentFiles(dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		_, still := os.Stat(filepath.Join(from, filepath.Base(file)))
		if !slices.Contains(whole, filepath.Base(file)) || still == nil {
			if err := removeSegment(file); err != nil {
				return err
			}
		}
	}
	for _, name := range append(whole, identityFile) {
		if err := os.Rename(filepath.Join(from, name), filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return errors.Join(writeClosed(dir), os.RemoveAll(from))
}

// refiller receives what the old store replays, and adds what is missing.
type refiller struct {
	*Writer
	gaps      []Gap
	fill      Fill
	forgotten []Forgotten
	found     int64
	joined    int64 // where the last gap that was filled wholly ended
}

// takeOver copies everything that the old store has.
func (r *refiller) takeOver(ctx context.Context, old *Store) error {
	err := old.hashesAs(r.Writer)
	if err == nil {
		_, _, err = old.replay(ctx, &replaying{to: r, skipped: true})
	}
	if err != nil {
		return fmt.Errorf("history: its gaps cannot be filled: %w", err)
	}
	whose, err := old.Whose(ctx, maxWhose)
	for _, one := range whose {
		if err == nil {
			_, err = r.Identify(ctx, one.Session, one.By)
		}
	}
	return err
}

// hashesAs makes a writer that has not begun use the store's key for the hashes of skipped data.
func (s *Store) hashesAs(w *Writer) error {
	u, err := s.use()
	if err == nil {
		_, err = u.newest(func(segment *held) error { return segment.meta("skip_key", &w.skipKey) })
	}
	return err
}

// Begin implements Receiver. It ignores a tree that the new store has already, because the gap
// around it is filled: a server can write a snapshot before the last transactions of a log.
func (r *refiller) Begin(ctx context.Context, zxid, time int64, tree iter.Seq2[Node, error]) error {
	if r.Begun() && uint64(r.Last()) >= uint64(zxid) {
		if exact, err := r.Exact(ctx); err != nil || exact {
			return err
		}
	}
	return r.Writer.Begin(ctx, zxid, time, tree)
}

// Gap implements Receiver. It ignores the rest of a gap that was filled beyond a tree within it.
func (r *refiller) Gap(ctx context.Context, gap txnlog.Gap) error {
	if uint64(gap.Before) <= uint64(r.joined) {
		return nil
	}
	if at := slices.IndexFunc(r.gaps, func(g Gap) bool { return g.After == gap.After }); at >= 0 {
		gap = r.gaps[at].Gap
	}
	if r.Last() == gap.After {
		found, joined, err := r.fill(ctx, gap, &Filler{r.Writer, r.forgotten})
		r.found += found
		if err == nil && joined {
			r.joined = gap.Before
		}
		if err != nil || joined {
			return err
		}
	}
	gap.After = r.Last()
	return r.Writer.Gap(ctx, gap)
}

// Filler is a Writer that leaves out what was forgotten.
type Filler struct {
	*Writer
	forgotten []Forgotten
}

// Forgets reports whether anything was forgotten.
func (f *Filler) Forgets() bool { return len(f.forgotten) > 0 }

// Begin is like Writer.Begin, but leaves out the znodes that were forgotten.
func (f *Filler) Begin(ctx context.Context, zxid, time int64, tree iter.Seq2[Node, error]) error {
	return f.Writer.Begin(ctx, zxid, time, func(yield func(Node, error) bool) {
		for node, err := range tree {
			if (err != nil || !f.hidden(node.Path)) && !yield(node, err) {
				return
			}
		}
	})
}

// Append is like Writer.Append, but leaves out the changes that were forgotten.
func (f *Filler) Append(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error {
	if len(f.forgotten) == 0 {
		return f.Writer.Append(ctx, transactions, source, proof)
	}
	kept := slices.Clone(transactions)
	for i, t := range kept {
		kept[i].Ops = slices.DeleteFunc(slices.Clone(t.Ops), func(op txnlog.Op) bool { return op.Path != "" && f.hidden(op.Path) })
	}
	return f.Writer.Append(ctx, kept, source, proof)
}

// hidden reports whether a path or an ancestor of it was forgotten.
func (f *Filler) hidden(path string) bool {
	for ; path != ""; path = parentOf(path) {
		if slices.ContainsFunc(f.forgotten, func(one Forgotten) bool { return one.is(path) }) {
			return true
		}
	}
	return false
}
