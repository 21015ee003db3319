package remote

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"zkweb/zkconn/history"
)

const (
	silence     = 3 * beatEvery // a stream without a frame for so long is dead
	retryAfter  = time.Second   // doubled after each attempt that brought nothing
	retryAtMost = time.Minute
	maxWhy      = 200 // bytes of a refusal that are kept
)

// Copy is a store into which another is copied, and which forgets what the other has forgotten.
type Copy interface {
	history.Receiver
	// Origin is Writer.Origin.
	Origin(identity string, first int64) (anew bool, err error)
	Forgotten(ctx context.Context, one history.Forgotten) error
	// SourceFull is Writer.SourceFull.
	SourceFull(full bool) error
}

// Receiver is a store into which a history is copied.
type Receiver interface {
	Copy
	// Last returns the zxid with which the store ends; begun is false if the store is empty.
	Last() (zxid int64, begun bool, err error)
	// LastTime returns the time of Last, in milliseconds since 1970.
	LastTime(ctx context.Context) (ms int64, logged bool, err error)
}

// Follow copies the history that a Handler serves at address until ctx is done. After an error it
// continues where the copy ends, after a second or, if nothing comes, up to a minute. Unless token
// is "", it is sent as a bearer token.
func Follow(ctx context.Context, client *http.Client, address, token string, to Receiver, logger *slog.Logger) {
	again(ctx, func() bool {
		came, err := follow(ctx, client, address, token, to)
		if ctx.Err() == nil {
			logger.Warn("the other recorder's history does not come", "address", address, "error", err)
		}
		return came
	})
}

// again calls do until ctx is done: soon again if it reports progress, and after growing pauses
// otherwise.
func again(ctx context.Context, do func() (progress bool)) {
	wait := retryAfter
	for ctx.Err() == nil {
		if do() {
			wait = retryAfter
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, retryAtMost)
	}
}

// follow copies until something fails. came reports whether it received anything after the first
// frame.
func follow(ctx context.Context, client *http.Client, address, token string, to Receiver) (came bool, err error) {
	last, begun, err := to.Last()
	if err != nil {
		return false, err
	}
	at, _, err := to.LastTime(ctx)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	quiet := time.AfterFunc(silence, func() { cancel(errors.New("nothing came for too long")) })
	defer quiet.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s?after=%#x&begun=%v&time=%d", address, uint64(last), begun, at), nil)
	if err != nil {
		return false, err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return false, errors.Join(context.Cause(ctx), err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(response.Body, maxWhy))
		return false, fmt.Errorf("%s answers %s: %q", address, response.Status, why)
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, maxFrame)
	r := &reader{lines: lines, heard: func() { quiet.Reset(silence) }}
	for frames := 0; ; frames++ {
		f, err := r.next()
		if err == nil {
			err = r.hand(ctx, f, to)
		}
		if err != nil {
			return frames > 1, errors.Join(context.Cause(ctx), err)
		}
	}
}

// reader reads frames.
type reader struct {
	lines *bufio.Scanner
	heard func()
}

var errAnew = errors.New("the other history was made anew, and so is the copy of it")

var errEnded = errors.New("the stream has ended")

func (r *reader) next() (f frame, err error) {
	if !r.lines.Scan() {
		return f, errors.Join(errEnded, r.lines.Err())
	}
	r.heard()
	if err := json.Unmarshal(r.lines.Bytes(), &f); err != nil {
		return f, err
	}
	if f.Error != "" {
		return f, fmt.Errorf("the other recorder says: %.200q", f.Error)
	}
	return f, nil
}

func (r *reader) hand(ctx context.Context, f frame, to Copy) error {
	if f.Full != nil {
		if err := to.SourceFull(*f.Full); err != nil {
			return err
		}
	}
	switch {
	case f.Of != nil:
		anew, err := to.Origin(f.Of.Identity, f.Of.First)
		if anew {
			err = errAnew
		}
		return err
	case f.Begin != nil:
		return to.Begin(ctx, f.Begin.Zxid, f.Begin.Time, r.nodes())
	case f.Span != nil:
		return to.Append(ctx, f.Span.Transactions, f.Span.Source, f.Span.Proof)
	case f.Gap != nil:
		return to.Gap(ctx, *f.Gap)
	case f.Forgotten != nil:
		return to.Forgotten(ctx, *f.Forgotten)
	case f.Whose != nil:
		_, err := to.Identify(ctx, f.Whose.Session, f.Whose.By)
		return err
	}
	return nil
}

// nodes returns the znodes up to the end of a tree.
func (r *reader) nodes() iter.Seq2[history.Node, error] {
	return func(yield func(history.Node, error) bool) {
		for {
			f, err := r.next()
			switch {
			case err != nil:
				yield(history.Node{}, err)
				return
			case f.Begun:
				return
			case f.Node != nil && !yield(*f.Node, nil):
				return
			}
		}
	}
}
