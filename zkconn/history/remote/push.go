package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"zkweb/zkconn/history"
)

// Push sends a store to the Taker at address, as it grows, until ctx is done. After an error it
// continues where the Taker's history ends, after a second or, if that does not grow, up to a
// minute. Unless token is "", it is sent as a bearer token.
func Push(ctx context.Context, client *http.Client, address, token string, from *history.Store, logger *slog.Logger) {
	p := &pusher{client: client, address: address, token: token, from: from}
	var before int64
	again(ctx, func() bool {
		last, err := p.push(ctx)
		if ctx.Err() == nil {
			logger.Warn("the history cannot be pushed", "address", address, "error", err)
		}
		grew := last != before
		before = last
		return grew
	})
}

type pusher struct {
	client         *http.Client
	address, token string
	from           *history.Store
}

// push sends the store until something fails, and returns where the Taker's history ended.
func (p *pusher) push(ctx context.Context) (last int64, err error) {
	last, begun, err := p.ask(ctx)
	if err != nil {
		return 0, err
	}
	query := ""
	if begun {
		at, has, err := p.from.TimeOf(ctx, last)
		if err != nil {
			return last, err
		}
		if !has {
			return last, fmt.Errorf("the other history ends with zxid %#x, which is not in this one", uint64(last))
		}
		query = fmt.Sprintf("?after=%#x&time=%d", uint64(last), at)
	}
	return last, p.stream(ctx, query, last, begun)
}

// ask asks the Taker where its history ends.
func (p *pusher) ask(ctx context.Context) (last int64, begun bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	response, err := p.do(ctx, http.MethodGet, p.address+EndPath, nil)
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = response.Body.Close() }()
	var theirs end
	if err := json.NewDecoder(io.LimitReader(response.Body, maxEnd)).Decode(&theirs); err != nil {
		return 0, false, err
	}
	zxid, err := strconv.ParseUint(theirs.Last, 0, 64)
	return int64(zxid), theirs.Begun, err
}

// stream sends what comes after a zxid, and continues as the store grows.
func (p *pusher) stream(ctx context.Context, query string, last int64, begun bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stuck := time.AfterFunc(silence, func() { cancel(errors.New("nothing was taken for too long")) })
	defer stuck.Stop()
	out, in := io.Pipe()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		s := &stream{to: in, control: watch{stuck}}
		_ = in.CloseWithError(s.run(ctx, p.from, last, begun))
	}()
	response, err := p.do(ctx, http.MethodPost, p.address+query, out)
	cancel(err)
	_ = out.Close()
	<-sent
	if err != nil {
		return err
	}
	return errors.Join(errors.New("the other has stopped taking"), response.Body.Close())
}

func (p *pusher) do(ctx context.Context, method, address string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	if body != nil {
		request.Header.Set("Expect", "100-continue") // a refusal comes before anything is sent
	}
	response, err := p.client.Do(request)
	if err != nil {
		return nil, errors.Join(context.Cause(ctx), err)
	}
	if response.StatusCode/100 != 2 {
		why, _ := io.ReadAll(io.LimitReader(response.Body, maxWhy))
		return nil, errors.Join(fmt.Errorf("%s answers %s: %q", p.address, response.Status, why), response.Body.Close())
	}
	return response, nil
}

// watch is the control of a stream whose writes are bounded by a timer.
type watch struct{ stuck *time.Timer }

func (w watch) SetWriteDeadline(at time.Time) error {
	w.stuck.Reset(time.Until(at))
	return nil
}

func (w watch) Flush() error { return nil } // each chunk of a request's body is sent at once
