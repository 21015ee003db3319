package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/history"
	"zkweb/zkconn/zkserver"
)

// startRecorder starts a recorder for a server. end stops it.
func (b *bench) startRecorder(server *zkserver.Server, state string) (end func() error, err error) {
	process := exec.CommandContext(b.ctx, b.binary, "recorder", "--log-dir", filepath.Join(server.Dir(), "data"), "--server", server.Addr(), "--state-dir", state)
	var log bytes.Buffer
	process.Stderr = &log
	if err := process.Start(); err != nil {
		return nil, err
	}
	return func() error {
		err := errors.Join(process.Process.Signal(syscall.SIGTERM), process.Wait())
		if err != nil {
			err = fmt.Errorf("%w: %s", err, log.String())
		}
		return err
	}, nil
}

const (
	writersAtOnce = 128
	backlog       = 50_000 // transactions in the log when the recorder starts
)

// write writes until ctx ends, with many simultaneous requests.
func write(ctx context.Context, conns []*zk.Conn, node string, data []byte) error {
	errs := make([]error, writersAtOnce)
	var writers sync.WaitGroup
	for i := range errs {
		writers.Go(func() {
			path := fmt.Sprintf("%s-%d", node, i)
			_, errs[i] = conns[i%len(conns)].Create(path, data, 0, openACL)
			for ctx.Err() == nil && errs[i] == nil {
				_, errs[i] = conns[i%len(conns)].Set(path, data, -1)
			}
		})
	}
	writers.Wait()
	return firstError(errs...)
}

// takeIn measures how fast a recorder stores the transactions in a server's log and checks their
// digests, while clients write to three servers as fast as these allow.
func takeIn(b *bench) (row, error) {
	ensemble, err := zkserver.StartEnsemble(3, zkserver.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = ensemble.Close() }()
	var conns []*zk.Conn
	for _, server := range ensemble.Servers {
		conn, err := bare(server.Addr())
		if err != nil {
			return row{}, err
		}
		defer conn.Close()
		conns = append(conns, conn)
	}
	ctx, stop := context.WithCancel(b.ctx)
	wrote := make(chan error, 1)
	go func() { wrote <- write(ctx, conns, "/load", bytes.Repeat([]byte("0123456789"), 34)) }()
	defer func() { stop(); <-wrote }()
	begun := time.Now()
	end, err := newest(conns[0], backlog)
	if err != nil {
		return row{}, err
	}
	load := backlog / time.Since(begun).Seconds()
	state := filepath.Join(b.dir, "taken")
	stopRecorder, err := b.startRecorder(ensemble.Servers[0], state)
	if err != nil {
		return row{}, err
	}
	taken, took, err := b.awaitStored(state, end)
	if err = errors.Join(err, stopRecorder()); err != nil {
		return row{}, err
	}
	return row{"transactions taken in, stored and their digests checked, beside a loaded ensemble of three", "—", "at least 5,000 a second on two cores",
		fmt.Sprintf("%.0f a second (the ensemble writes %.0f)", float64(taken)/took.Seconds(), load)}, nil
}

// newest waits until count transactions have been written, and returns the zxid of the newest.
func newest(conn *zk.Conn, count int64) (int64, error) {
	for {
		_, at, err := conn.Exists("/load-0")
		if err != nil {
			return 0, err
		}
		if at != nil && at.Mzxid&0xffffffff >= count {
			return at.Mzxid, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// awaitStored waits until a store has everything up to a zxid. It returns how many transactions
// were stored after the first, and how long that took.
func (b *bench) awaitStored(dir string, end int64) (taken int64, took time.Duration, err error) {
	store, err := history.Open(dir, history.Key{})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	var first int64
	var begun time.Time
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		last, _, err := store.Last(b.ctx)
		if err != nil {
			return 0, 0, err
		}
		if last != 0 && begun.IsZero() {
			first, begun = last, time.Now()
		}
		if last >= end {
			return last - first, time.Since(begun), nil
		}
	}
	return 0, 0, errors.New("the recorder does not keep up")
}

// fresh measures the time from a client's write until the JSON of the znode's versions shows it,
// with an ensemble of three, a recorder and a console.
func fresh(b *bench) (row, error) {
	ensemble, err := zkserver.StartEnsemble(3, zkserver.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = ensemble.Close() }()
	conn, err := bare(ensemble.Servers[1].Addr())
	if err != nil {
		return row{}, err
	}
	defer conn.Close()
	state, err := os.MkdirTemp(b.dir, "fresh")
	if err != nil {
		return row{}, err
	}
	stopRecorder, err := b.startRecorder(ensemble.Servers[0], state)
	if err != nil {
		return row{}, err
	}
	c, err := b.startConsole(ensemble.Addrs(), "--history", state)
	if err != nil {
		return row{}, errors.Join(err, stopRecorder())
	}
	defer c.stop()
	times, err := probe(c, conn)
	if err = errors.Join(err, stopRecorder()); err != nil {
		return row{}, err
	}
	slices.Sort(times)
	return row{"from a client's write until its znode's versions show it", "—", "at most 1 s at the 99th percentile",
		fmt.Sprintf("%.0f ms (median %.0f)", ms(times[len(times)*99/100]), ms(median(times)))}, nil
}

const (
	probes     = 4
	probeTimes = 50 // for each probe
)

// probe writes to some znodes at the same time, repeatedly, and measures when each write shows.
func probe(c *console, conn *zk.Conn) (times []time.Duration, err error) {
	all, errs := make([][]time.Duration, probes), make([]error, probes)
	var at sync.WaitGroup
	for i := range probes {
		at.Go(func() { all[i], errs[i] = probeOne(c, conn, fmt.Sprintf("/probe-%d", i)) })
	}
	at.Wait()
	return slices.Concat(all...), firstError(errs...)
}

func probeOne(c *console, conn *zk.Conn, path string) (times []time.Duration, err error) {
	p, err := c.signIn("", "")
	if err != nil {
		return nil, err
	}
	if _, err := conn.Create(path, nil, 0, openACL); err != nil {
		return nil, err
	}
	for range probeTimes {
		begun := time.Now()
		stat, err := conn.Set(path, []byte("probe"), -1)
		if err != nil {
			return nil, err
		}
		wanted := fmt.Appendf(nil, `"zxid":"%#x"`, stat.Mzxid)
		for {
			body, err := p.get("/c/main/versions"+path+"?limit=1", "Accept", "application/json")
			if err != nil {
				return nil, err
			}
			if bytes.Contains(body, wanted) {
				break
			}
			if time.Since(begun) > time.Minute {
				return nil, fmt.Errorf("%s does not show %s", path, wanted)
			}
			time.Sleep(20 * time.Millisecond)
		}
		times = append(times, time.Since(begun))
	}
	return times, nil
}
