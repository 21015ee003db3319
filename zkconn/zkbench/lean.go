package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// lean is a client that keeps one connection and sends the same few bytes for each page, so that
// measurements show the console and not the client.
type lean struct {
	conn net.Conn
	in   *bufio.Reader
	head string // of each request, after the path
}

// lean opens a connection for a signed-in person. accept is the Accept header.
func (p *person) lean(accept string) (*lean, error) {
	base, err := url.Parse(p.console.base)
	if err != nil {
		return nil, err
	}
	conn, err := net.DialTimeout("tcp", base.Host, 5*time.Second)
	if err != nil {
		return nil, err
	}
	var cookies []string
	for _, cookie := range p.client.Jar.Cookies(base) {
		cookies = append(cookies, cookie.Name+"="+cookie.Value)
	}
	head := " HTTP/1.1\r\nHost: " + base.Host + "\r\nAccept: " + accept +
		"\r\nAccept-Encoding: gzip\r\nCookie: " + strings.Join(cookies, "; ") + "\r\n\r\n"
	return &lean{conn, bufio.NewReaderSize(conn, 32<<10), head}, nil
}

func (l *lean) close() { _ = l.conn.Close() }

// send requests a page without waiting for it.
func (l *lean) send(path string) error {
	_, err := io.WriteString(l.conn, "GET "+path+l.head)
	return err
}

// errAnswer means that a page came with a status other than 200.
var errAnswer = errors.New("another status than 200")

// get fetches a page and discards it. After errAnswer the client can still be used.
func (l *lean) get(path string) error {
	if err := l.send(path); err != nil {
		return err
	}
	line, err := l.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	status := string(bytes.TrimSpace(line))
	if err := l.skipBody(); err != nil {
		return err
	}
	if !strings.Contains(status, " 200 ") {
		return fmt.Errorf("%w: %s answered %s", errAnswer, path, status)
	}
	return nil
}

// skipBody reads the rest of a response after its status line.
func (l *lean) skipBody() error {
	length := -1
	for {
		line, err := l.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			return l.discard(length)
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return err
			}
		}
	}
}

// discard reads a body of a known length, or a chunked body if length is negative.
func (l *lean) discard(length int) error {
	if length >= 0 {
		_, err := l.in.Discard(length)
		return err
	}
	for {
		size, err := l.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 31)
		if err != nil {
			return err
		}
		if _, err := l.in.Discard(int(n) + 2); err != nil || n == 0 {
			return err
		}
	}
}

// crew is the lean clients of one person.
type crew []*lean

func (p *person) crew(size int, accept string) (crew, error) {
	var all crew
	for range size {
		client, err := p.lean(accept)
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, client)
	}
	return all, nil
}

func (c crew) close() {
	for _, client := range c {
		client.close()
	}
}

// rate returns the pages per second that the crew gets. next returns the next page of a client; ""
// stops the client.
func (c crew) rate(span time.Duration, next func(client, page int) string) (float64, error) {
	var all sync.WaitGroup
	pages, errs := make([]int, len(c)), make([]error, len(c))
	begin := time.Now()
	for i, client := range c {
		all.Go(func() {
			for time.Since(begin) < span && errs[i] == nil {
				path := next(i, pages[i])
				if path == "" {
					return
				}
				errs[i] = client.get(path)
				pages[i]++
			}
		})
	}
	all.Wait()
	sum := 0
	for _, n := range pages {
		sum += n
	}
	return float64(sum) / time.Since(begin).Seconds(), errors.Join(errs...)
}

func same(path string) func(int, int) string { return func(int, int) string { return path } }

// median returns the median of an odd number of values.
func median[T int | float64 | time.Duration](values []T) T {
	values = slices.Clone(values)
	slices.Sort(values)
	return values[len(values)/2]
}

const (
	asHTML = "text/html"
	asJSON = "application/json"
)
