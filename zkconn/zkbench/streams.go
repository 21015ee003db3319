package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/zkserver"
)

const streamsPerPerson = 10

// crowd opens the event streams of so many browsers, which share one ZooKeeper
// session.
func crowd(ctx context.Context, c *console, number int) ([]io.Reader, error) {
	var streams []io.Reader
	for range number / streamsPerPerson {
		p, err := c.signIn("", "")
		if err != nil {
			return nil, err
		}
		for range streamsPerPerson {
			response, err := p.stream(ctx)
			if err != nil {
				return nil, err
			}
			streams = append(streams, response.Body)
		}
	}
	return streams, nil
}

// await reads a stream until an event with this state and tells when it came.
func await(stream *bufio.Reader, state string) (time.Time, error) {
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			return time.Time{}, err
		}
		if strings.HasPrefix(line, "data: ") && strings.Contains(line, `"state":"`+state+`"`) {
			return time.Now(), nil
		}
	}
}

func streamBroadcast(b *bench) (row, error) {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	server, err := zkserver.Start(zkserver.Config{})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = server.Close() }()
	c, err := b.startConsole(server.Addr())
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	open, err := crowd(ctx, c, 2000)
	if err != nil {
		return row{}, err
	}
	readers := make([]*bufio.Reader, len(open))
	for i, stream := range open {
		readers[i] = bufio.NewReaderSize(stream, 512)
		if _, err := await(readers[i], "CONNECTED"); err != nil {
			return row{}, err
		}
	}
	var spreads []time.Duration
	for range 3 {
		spread, err := broadcast(readers, "SUSPENDED", func() error { server.Kill(); return nil })
		if err != nil {
			return row{}, err
		}
		back, err := broadcast(readers, "CONNECTED", server.Restart)
		if err != nil {
			return row{}, err
		}
		spreads = append(spreads, spread, back)
	}
	slices.Sort(spreads)
	return row{"2,000 event streams, one state change", "time from the first to the last that has it", "at most 100 ms",
		fmt.Sprintf("%.0f ms", ms(spreads[len(spreads)/2]))}, nil
}

// broadcast makes a change and tells the time from the first stream that has it
// to the last.
func broadcast(streams []*bufio.Reader, state string, change func() error) (time.Duration, error) {
	type arrival struct {
		at  time.Time
		err error
	}
	arrivals := make(chan arrival, len(streams))
	for _, stream := range streams {
		go func() {
			at, err := await(stream, state)
			arrivals <- arrival{at, err}
		}()
	}
	if err := change(); err != nil {
		return 0, err
	}
	var first, last time.Time
	for range streams {
		got := <-arrivals
		if got.err != nil {
			return 0, got.err
		}
		if first.IsZero() || got.at.Before(first) {
			first = got.at
		}
		if got.at.After(last) {
			last = got.at
		}
	}
	return last.Sub(first), nil
}

func streamMemory(b *bench) (row, error) {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	c, _, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	before, err := settle(c)
	if err != nil {
		return row{}, err
	}
	const streams = 5000
	if _, err := crowd(ctx, c, streams); err != nil {
		return row{}, err
	}
	after, err := settle(c)
	return row{"5,000 event streams, idle", "resident memory", "at most 20 KiB each",
		fmt.Sprintf("%.1f KiB each", float64(after-before)/streams)}, err
}
