package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/zkserver"
)

// counted forwards connections to a server and records when each came. Each four-letter word is a
// connection.
type counted struct {
	listener net.Listener
	server   string
	came     chan time.Time
}

func countTo(server string) (*counted, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &counted{listener: listener, server: server, came: make(chan time.Time, 10_000)}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			select {
			case c.came <- time.Now():
			default: // more than came can hold
			}
			go c.pass(client)
		}
	}()
	return c, nil
}

func (c *counted) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(server, client) }()
	_, _ = io.Copy(client, server)
}

// mostInASecond returns the maximum number of connections within a second, and the mean per second.
func (c *counted) mostInASecond(during time.Duration) (most int, mean float64) {
	var times []time.Time
	for len(c.came) > 0 {
		times = append(times, <-c.came)
	}
	for i := range times {
		end, _ := slices.BinarySearchFunc(times, times[i].Add(time.Second), time.Time.Compare)
		most = max(most, end-i)
	}
	return most, float64(len(times)) / during.Seconds()
}

// serversPage measures the page of five servers, one of which hangs, from the console's first
// second on, and the requests to one of them.
func serversPage(b *bench) (row, error) {
	ensemble, err := zkserver.StartEnsemble(3, zkserver.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = ensemble.Close() }()
	way, err := countTo(ensemble.Servers[2].Addr())
	if err != nil {
		return row{}, err
	}
	defer way.listener.Close()
	hung, err := net.Listen("tcp", "127.0.0.1:0") // accepts connections and reads nothing
	if err != nil {
		return row{}, err
	}
	defer hung.Close()
	begin := time.Now()
	c, err := b.startConsole(strings.Join([]string{ensemble.Servers[0].Addr(), ensemble.Servers[1].Addr(), way.listener.Addr().String(), "127.0.0.1:1", hung.Addr().String()}, ","))
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	p, err := c.signIn("", "")
	if err != nil {
		return row{}, err
	}
	var times []time.Duration
	for range 20 {
		var text []byte
		took, err := timed(func() (err error) {
			text, err = p.get("/c/main/servers")
			return err
		})()
		if err != nil {
			return row{}, err
		}
		if bytes.Count(text, []byte(">Follower")) < 1 {
			return row{}, errors.New("the page does not have the rows of the others")
		}
		times = append(times, took)
	}
	const during = 30 * time.Second
	time.Sleep(time.Until(begin.Add(during)))
	most, mean := way.mostInASecond(during)
	return row{"page of 5 servers, one hung, from the console’s first second on", "—", "at most 1.2 s; 2 commands a second to a server",
		fmt.Sprintf("at most %.0f ms, median %.1f ms; at most %d commands in a second, %.1f on average", ms(slices.Max(times)), ms(median(times)), most, mean)}, nil
}
