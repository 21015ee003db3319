package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/zkserver"
)

const (
	streamsPerPerson = 10
	addresses        = 4 // addresses of the browsers; one address may have half of a console's streams
	connected        = `"state":"CONNECTED"`
)

// from returns a func that dials from one of this machine's addresses.
func from(i int) func(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+i))}}).DialContext
}

// crowd opens the given number of event streams with a query, of browsers that share one ZooKeeper
// session.
func crowd(ctx context.Context, c *console, number int, query string) ([]io.Reader, error) {
	var streams []io.Reader
	for i := range number / streamsPerPerson {
		p, err := c.signIn("", "")
		if err != nil {
			return nil, err
		}
		p.client.Transport.(*http.Transport).DialContext = from(i % addresses)
		for range streamsPerPerson {
			response, err := p.stream(ctx, query)
			if err != nil {
				return nil, err
			}
			streams = append(streams, response.Body)
		}
	}
	return streams, nil
}

// await reads a stream up to an event whose data contains part, and returns when the event came.
func await(stream *bufio.Reader, part string) (time.Time, error) {
	for {
		line, err := stream.ReadString('\n')
		if err != nil {
			return time.Time{}, err
		}
		if strings.HasPrefix(line, "data: ") && strings.Contains(line, part) {
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
	open, err := crowd(ctx, c, 2000, "")
	if err != nil {
		return row{}, err
	}
	readers := make([]*bufio.Reader, len(open))
	for i, stream := range open {
		readers[i] = bufio.NewReaderSize(stream, 512)
		if _, err := await(readers[i], connected); err != nil {
			return row{}, err
		}
	}
	var spreads []time.Duration
	for range 3 {
		spread, err := broadcast(readers, `"state":"SUSPENDED"`, func() error { server.Kill(); return nil })
		if err != nil {
			return row{}, err
		}
		back, err := broadcast(readers, connected, server.Restart)
		if err != nil {
			return row{}, err
		}
		spreads = append(spreads, spread, back)
	}
	slices.Sort(spreads)
	return row{"2,000 event streams, one state change", "time from the first to the last that has it", "at most 100 ms",
		fmt.Sprintf("%.0f ms", ms(spreads[len(spreads)/2]))}, nil
}

// broadcast makes a change and returns the time from the first stream that shows it to the last.
func broadcast(streams []*bufio.Reader, part string, change func() error) (time.Duration, error) {
	first, last, err := arrivals(streams, part, change)
	return last.Sub(first), err
}

// arrivals makes a change and returns when the first and the last stream show it.
func arrivals(streams []*bufio.Reader, part string, change func() error) (first, last time.Time, err error) {
	type arrival struct {
		at  time.Time
		err error
	}
	arrivals := make(chan arrival, len(streams))
	for _, stream := range streams {
		go func() {
			at, err := await(stream, part)
			arrivals <- arrival{at, err}
		}()
	}
	if err := change(); err != nil {
		return first, last, err
	}
	for range streams {
		got := <-arrivals
		if got.err != nil {
			return first, last, got.err
		}
		if first.IsZero() || got.at.Before(first) {
			first = got.at
		}
		if got.at.After(last) {
			last = got.at
		}
	}
	return first, last, nil
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
	if _, err := crowd(ctx, c, streams, ""); err != nil {
		return row{}, err
	}
	after, err := settle(c)
	return row{"5,000 event streams, idle", "resident memory", "at most 20 KiB each",
		fmt.Sprintf("%.1f KiB each", float64(after-before)/streams)}, err
}
