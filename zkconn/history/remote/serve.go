package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
)

const (
	lookEvery  = 100 * time.Millisecond // pause between checks for growth
	beatEvery  = 10 * time.Second
	writeTime  = time.Minute // for one frame
	maxStreams = 8
	frameBytes = 4 << 20         // of data in a frame, not counting the first transaction's
	tellEvery  = 2 * time.Second // pause between updates of the sessions' clients
	tellFirst  = 1_000_000       // sessions in the first update
	tellMost   = 10_000          // sessions in a later update
)

// Handler serves a store. The caller decides who may have it. The query says where the client's
// copy ends, after=0x…&time=MILLISECONDS, and has begun=true unless the copy is empty. If the store
// lacks that transaction, or has another time for it, the copy is of another history, and the
// answer is 409.
func Handler(store *history.Store) http.Handler {
	places := make(chan struct{}, maxStreams)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		after, err := strconv.ParseUint(r.URL.Query().Get("after"), 0, 64)
		if err != nil || r.Method != http.MethodGet {
			http.Error(w, "GET ?after=0x… begins behind a zxid", http.StatusBadRequest)
			return
		}
		begun := r.URL.Query().Get("begun") == "true"
		if why, err := otherHistory(r, store, int64(after)); err != nil || begun && why != "" {
			if err != nil {
				why = "the history cannot be read"
			}
			http.Error(w, why, http.StatusConflict)
			return
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
		default:
			http.Error(w, "the history is handed over to others", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.Header().Set("X-Accel-Buffering", "no") // nginx would hold frames back
		s := &stream{to: w, control: http.NewResponseController(w)}
		if err := s.run(r.Context(), store, int64(after), begun); err != nil && r.Context().Err() == nil {
			_ = s.send(frame{Error: err.Error()})
		}
	})
}

// otherHistory returns why a history that ends with the zxid after is not the beginning of the
// store's. It returns "" if it is, or if the store no longer has that time.
func otherHistory(r *http.Request, store *history.Store, after int64) (why string, err error) {
	at, has, err := store.TimeOf(r.Context(), after)
	if err != nil {
		return "", err
	}
	if given := r.URL.Query().Get("time"); has && given != "" && given != strconv.FormatInt(at, 10) {
		return "this is another history: it has another transaction there", nil
	}
	first, err := store.First(r.Context())
	if has || err != nil || uint64(after) < uint64(first) {
		return "", err
	}
	return "this is another history, or it has not come so far again: it has no transaction there", nil
}

// stream is a Receiver that writes frames.
type stream struct {
	to      io.Writer
	control interface {
		SetWriteDeadline(time.Time) error
		Flush() error
	}
	beaten time.Time                // last sign of life
	told   map[int64]history.Client // clients of sessions that were sent
	asked  time.Time                // when they were last looked up
	noted  string                   // the store's Noted at that time
}

var errMadeAnew = errors.New("the history was made anew meanwhile")

func (s *stream) run(ctx context.Context, store *history.Store, last int64, begun bool) (err error) {
	identity, err := s.introduce(ctx, store)
	if err != nil {
		return err
	}
	if err := s.tellForgotten(store); err != nil {
		return err
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		var whose []history.Whose // before the transactions, so that the copy has these when it gets the clients
		if begun {
			if whose, err = s.whose(ctx, store); err != nil {
				return err
			}
		}
		newest, _, err := store.Last(ctx)
		if err != nil {
			return err
		}
		if newest != last || !begun {
			if now, err := store.Identity(); err != nil || now != identity {
				return errors.Join(errMadeAnew, err)
			}
			if last, begun, err = store.Replay(ctx, last, begun, s); err != nil {
				return err
			}
		}
		for _, one := range whose {
			if _, err := s.Identify(ctx, one.Session, one.By); err != nil {
				return err
			}
		}
		if time.Since(s.beaten) >= beatEvery {
			if err := s.beat(store, nil); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return ctx.Err()
}

// introduce writes which store the stream is from, and returns it.
func (s *stream) introduce(ctx context.Context, store *history.Store) (identity string, err error) {
	if identity, err = store.Identity(); err != nil || identity == "" {
		return "", errors.Join(err, s.beat(store, nil))
	}
	first, err := store.First(ctx)
	if err != nil {
		return "", err
	}
	return identity, s.beat(store, &of{identity, first})
}

// tellForgotten writes what the store has forgotten. The list does not grow meanwhile, since Forget
// needs the store for itself.
func (s *stream) tellForgotten(store *history.Store) error {
	forgotten, err := store.Forgotten()
	if err != nil {
		return err
	}
	for _, one := range forgotten {
		if err := s.send(frame{Forgotten: &one}); err != nil {
			return err
		}
	}
	return nil
}

// whose returns the clients of sessions that it has not returned before.
func (s *stream) whose(ctx context.Context, store *history.Store) (news []history.Whose, err error) {
	if time.Since(s.asked) < tellEvery {
		return nil, nil
	}
	most := tellMost
	if s.asked.IsZero() {
		most = tellFirst
	}
	s.asked = time.Now()
	noted, err := store.Noted(ctx)
	if err != nil || noted != "" && noted == s.noted {
		return nil, err
	}
	all, err := store.Whose(ctx, most)
	if err != nil {
		return nil, err
	}
	before := s.told
	s.told, s.noted = map[int64]history.Client{}, noted
	for _, one := range all {
		if s.told[one.Session] = one.By; before[one.Session] != one.By {
			news = append(news, one)
		}
	}
	return news, nil
}

// Identify implements history.Receiver.
func (s *stream) Identify(_ context.Context, session int64, by history.Client) (bool, error) {
	return true, s.send(frame{Whose: &history.Whose{Session: session, By: by}})
}

// Begin implements history.Receiver.
func (s *stream) Begin(_ context.Context, zxid, at int64, tree iter.Seq2[history.Node, error]) error {
	if err := s.write(frame{Begin: &begin{zxid, at}}); err != nil {
		return err
	}
	for node, err := range tree {
		if err != nil {
			return err
		}
		if err := s.write(frame{Node: &node}); err != nil {
			return err
		}
	}
	return s.send(frame{Begun: true})
}

// Append implements history.Receiver.
func (s *stream) Append(_ context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error {
	for len(transactions) > 0 {
		count, size := 1, sizeOf(transactions[0])
		for count < len(transactions) && size+sizeOf(transactions[count]) <= frameBytes {
			size += sizeOf(transactions[count])
			count++
		}
		if err := s.send(frame{Span: &span{source, proof, transactions[:count]}}); err != nil {
			return err
		}
		transactions = transactions[count:]
	}
	return nil
}

// Gap implements history.Receiver.
func (s *stream) Gap(_ context.Context, gap txnlog.Gap) error { return s.send(frame{Gap: &gap}) }

func sizeOf(transaction txnlog.Transaction) (size int) {
	for _, op := range transaction.Ops {
		size += len(op.Data)
	}
	return size
}

// beat writes a sign of life with, in the first line, whose the stream is.
func (s *stream) beat(store *history.Store, whose *of) error {
	s.beaten = time.Now()
	full := store.Full()
	return s.send(frame{Of: whose, Full: &full})
}

func (s *stream) send(f frame) error {
	if err := s.write(f); err != nil {
		return err
	}
	return s.control.Flush()
}

func (s *stream) write(f frame) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	line, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("a frame: %w", err)
	}
	_, err = s.to.Write(append(line, '\n'))
	return err
}
