package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/zkserver"
)

// liveChange measures the time until everyone who views a znode sees a change: of its data, for
// which there is a watch, and of its ACL, for which there is none.
func liveChange(b *bench) (row, error) {
	const pages, node = 500, "/live"
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	server, err := zkserver.Start(zkserver.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = server.Close() }()
	writer, err := bare(server.Addr())
	if err != nil {
		return row{}, err
	}
	defer writer.Close()
	if _, err := writer.Create(node, nil, 0, zk.WorldACL(zk.PermAll)); err != nil {
		return row{}, err
	}
	c, err := b.startConsole(server.Addr())
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	open, err := crowd(ctx, c, pages, "around=1&node="+node)
	if err != nil {
		return row{}, err
	}
	readers := make([]*bufio.Reader, len(open))
	for i, stream := range open {
		readers[i] = bufio.NewReaderSize(stream, 512)
		if _, err := await(readers[i], `"path":"`+node+`"`); err != nil {
			return row{}, err
		}
	}
	var data, acl []time.Duration
	for i := range 5 {
		took, err := untilAll(readers, fmt.Sprintf(`"version":%d,`, i+1), func() error { _, err := writer.Set(node, nil, -1); return err })
		if err != nil {
			return row{}, err
		}
		data = append(data, took)
		took, err = untilAll(readers, fmt.Sprintf(`"aversion":%d,`, i+1), func() error { _, err := writer.SetACL(node, zk.WorldACL(zk.PermAll), -1); return err })
		if err != nil {
			return row{}, err
		}
		acl = append(acl, took)
	}
	watches, err := watchesOn(server.Addr(), node)
	return row{"500 open pages of a znode, one change", "until the last is told", "at most 1 s, no more watches than paths",
		fmt.Sprintf("at most %.0f ms (data), %.0f ms (ACL); %d watch on 1 path", ms(slices.Max(data)), ms(slices.Max(acl)), watches)}, err
}

func untilAll(streams []*bufio.Reader, part string, change func() error) (time.Duration, error) {
	begin := time.Now()
	_, last, err := arrivals(streams, part, change)
	return last.Sub(begin), err
}

// watchesOn returns the number of sessions that watch a path or one below it.
func watchesOn(address, path string) (int, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, "wchp"); err != nil {
		return 0, err
	}
	said, err := io.ReadAll(conn)
	sessions, within := 0, false
	for line := range strings.Lines(string(said)) {
		if strings.HasPrefix(line, "/") {
			within = strings.HasPrefix(line, path)
		} else if within && strings.TrimSpace(line) != "" {
			sessions++
		}
	}
	return sessions, err
}
