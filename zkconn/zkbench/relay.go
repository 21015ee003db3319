package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync/atomic"
)

// relay forwards bytes between clients and a ZooKeeper server. It counts the requests other than
// pings, and the bytes of the answers.
type relay struct {
	listener        net.Listener
	requests, bytes atomic.Int64
}

func relayTo(server string) (*relay, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{listener: listener}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go r.serve(client, server)
		}
	}()
	return r, nil
}

func (r *relay) address() string { return r.listener.Addr().String() }

func (r *relay) close() { _ = r.listener.Close() }

func (r *relay) serve(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_ = r.forward(server, bufio.NewReaderSize(client, 64<<10))
		_ = server.Close()
	}()
	_, _ = io.Copy(client, io.TeeReader(server, r))
}

// Write counts the bytes of answers.
func (r *relay) Write(p []byte) (int, error) {
	r.bytes.Add(int64(len(p)))
	return len(p), nil
}

const opPing = 11

// maxFrame is larger than any request, and smaller than a four-letter word read as a length.
const maxFrame = 16 << 20

// forward forwards frames, the first of which is the handshake, or a four-letter word.
func (r *relay) forward(to io.Writer, from *bufio.Reader) error {
	if length, err := from.Peek(4); err != nil {
		return err
	} else if binary.BigEndian.Uint32(length) > maxFrame {
		_, err := io.Copy(to, from)
		return err
	}
	for handshake := true; ; handshake = false {
		head, err := from.Peek(12) // length, xid, operation
		if err != nil {
			return err
		}
		if !handshake && binary.BigEndian.Uint32(head[8:]) != opPing {
			r.requests.Add(1)
		}
		length := 4 + int64(binary.BigEndian.Uint32(head))
		if length > maxFrame {
			return errors.New("no frame of ZooKeeper's protocol")
		}
		if _, err := io.CopyN(to, from, length); err != nil {
			return err
		}
	}
}

// requestsFor returns the number of requests while what runs.
func (r *relay) requestsFor(what func() error) (int64, error) {
	before := r.requests.Load()
	err := what()
	return r.requests.Load() - before, err
}
