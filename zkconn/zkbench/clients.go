package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

const (
	clientSessions   = 5000
	clientEphemerals = 100_000
)

// sessionsPage measures the page of a server's many sessions, and the page of one session.
func sessionsPage(b *bench) (row, error) {
	teller, err := newTeller(b.server.Addr())
	if err != nil {
		return row{}, err
	}
	defer teller.listener.Close()
	c, err := b.startConsole(teller.listener.Addr().String())
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	p, err := c.signIn("alice", "wonderland")
	if err != nil {
		return row{}, err
	}
	const list, one = "/c/main/sessions?sort=-requests&q=10.0.1", "/c/main/sessions/0x100000000000007"
	first, err := timed(func() error { _, err := p.get(list); return err })()
	if err != nil {
		return row{}, err
	}
	all, single, err := medians(7,
		timed(func() error { _, err := p.get(list); return err }),
		timed(func() error { _, err := p.get(one); return err }))
	return row{
		job:     fmt.Sprintf("sessions page over %d connections and %d ephemerals", clientSessions, clientEphemerals),
		against: "—", goal: "at most 300 ms once read",
		measured: fmt.Sprintf("%d ms, one session %d ms (%d ms when they are read)", all.Milliseconds(), single.Milliseconds(), first.Milliseconds()),
	}, err
}

// teller forwards to a server, but answers cons, dump and wchs itself as for many clients.
type teller struct {
	listener net.Listener
	server   string
	answers  map[string]string
}

func newTeller(server string) (*teller, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	var cons, dump strings.Builder
	dump.WriteString("SessionTracker dump:\nSession Sets (1)/(1):\n1 expire at never:\nephemeral nodes dump:\nSessions with Ephemerals (5000):\n")
	now := time.Now().UnixMilli()
	for i := range clientSessions {
		fmt.Fprintf(&cons, " /10.0.%d.%d:%d[1](queued=0,recved=%d,sent=8,sid=0x%x,lop=PING,est=%d,to=10000,lcxid=0x7,lzxid=0x3,lresp=34828886,llat=3,minlat=0,avglat=5,maxlat=10)\n", i/250, i%250, 20000+i, i, 0x100000000000000+i, now)
		fmt.Fprintf(&dump, "0x%x:\n", 0x100000000000000+i)
		for j := range clientEphemerals / clientSessions {
			fmt.Fprintf(&dump, "\t/services/service-%d/instances/instance-%05d-%02d\n", i%100, i, j)
		}
	}
	t := &teller{listener, server, map[string]string{"cons": cons.String(), "dump": dump.String(), "wchs": "5000 connections watching 100 paths\nTotal watches:5000\n"}}
	go t.serve()
	return t, nil
}

func (t *teller) serve() {
	for {
		client, err := t.listener.Accept()
		if err != nil {
			return
		}
		go t.answer(client)
	}
}

func (t *teller) answer(client net.Conn) {
	defer client.Close()
	reader := bufio.NewReader(client)
	word, err := reader.Peek(4)
	if err != nil {
		return
	}
	if answer, ok := t.answers[string(word)]; ok {
		_, _ = io.WriteString(client, answer)
		return
	}
	server, err := net.Dial("tcp", t.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() { _, _ = io.Copy(server, reader); _ = server.Close() }()
	if _, err := io.Copy(client, server); err != nil && !errors.Is(err, net.ErrClosed) {
		return
	}
}
