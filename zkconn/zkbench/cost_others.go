package main

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/zkserver"
)

// abandonedSort makes 64 clients ask for a sort of 5,000 children by time and leave. It measures
// the longest time of somebody else's page meanwhile.
func abandonedSort(b *bench) (row, error) {
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	other, err := p.lean(asHTML)
	if err != nil {
		return row{}, err
	}
	defer other.close()
	path := "/c/main/tree" + costPath
	if err := other.get(path); err != nil {
		return row{}, err
	}
	var longest []time.Duration
	for range 5 {
		leaving, err := p.crew(64, asHTML)
		if err != nil {
			return row{}, err
		}
		for _, client := range leaving {
			if err := client.send("/c/main/tree" + timePath + "?sort=-modified"); err != nil {
				return row{}, err
			}
		}
		time.Sleep(50 * time.Millisecond) // the time that these clients wait
		leaving.close()
		worst, err := worstWithin(3*time.Second, func() error { return other.get(path) })
		if err != nil {
			return row{}, err
		}
		longest = append(longest, worst)
	}
	return row{"64 clients leave a sort of 5,000 children by time", "others' longest page meanwhile", "at most 0.2 s", fmt.Sprintf("%.2f s", median(longest).Seconds())}, nil
}

// worstWithin returns the longest time that a page takes, including attempts that are answered with
// an error.
func worstWithin(span time.Duration, get func() error) (time.Duration, error) {
	var worst time.Duration
	asked := time.Now()
	for begin := asked; time.Since(begin) < span; {
		err := get()
		if err != nil && !errors.Is(err, errAnswer) {
			return 0, err
		}
		worst = max(worst, time.Since(asked))
		if err == nil {
			asked = time.Now()
		}
	}
	return worst, nil
}

func residentAfterCrowd(b *bench) (row, error) {
	c, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	all, err := p.crew(64, asHTML)
	if err != nil {
		return row{}, err
	}
	defer all.close()
	if _, err := all.rate(5*time.Second, same("/c/main/tree"+costPath)); err != nil {
		return row{}, err
	}
	resident, err := c.residentKiB()
	return row{"resident memory right after 64 clients", "—", "at most 60 MiB", fmt.Sprintf("%d MiB", resident>>10)}, err
}

// trailCost shows many znodes once each, to a person whose reads are recorded and to one whose
// reads are not.
func trailCost(b *bench) (row, error) {
	const looks = 400
	dir := filepath.Join(b.dir, "trail")
	recorded, r, err := b.visit("--data-dir", dir)
	if err != nil {
		return row{}, err
	}
	defer recorded.stop()
	plain, p, err := b.visit()
	if err != nil {
		return row{}, err
	}
	defer plain.stop()
	a, err := r.lean(asHTML)
	if err != nil {
		return row{}, err
	}
	defer a.close()
	z, err := p.lean(asHTML)
	if err != nil {
		return row{}, err
	}
	defer z.close()
	if err := firstError(a.get("/c/main/tree/"), z.get("/c/main/tree/")); err != nil {
		return row{}, err
	}
	before, err := recorded.written()
	if err != nil {
		return row{}, err
	}
	next := func(client *lean, offset int) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			offset++
			return timed(func() error { return client.get(fmt.Sprintf("/c/main/tree"+listPath+"/device-%05d", offset)) })()
		}
	}
	with, without, err := medians(looks+1, next(a, 0), next(z, 0))
	if err != nil {
		return row{}, err
	}
	after, err := recorded.written()
	return row{"page with the trail on, 1 client, each znode once", "trail off", "at most 0.3 ms more, 20 KB written",
		fmt.Sprintf("%.2f ms more (%.2f ms, off %.2f ms), %.0f KB written", ms(with-without), ms(with), ms(without), float64(after-before)/1000/looks)}, err
}

// written returns the number of bytes that the process has written to disk.
func (c *console) written() (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", c.process.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "write_bytes: "); ok {
			return strconv.Atoi(strings.TrimSpace(value))
		}
	}
	return 0, fmt.Errorf("no write_bytes in %s", text)
}

const usersPath = "/zkweb/users"

// directoryIdle counts the requests to ZooKeeper that a user directory causes while 200 people have
// an idle page open.
func directoryIdle(b *bench) (row, error) {
	const people = 200
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	server, err := zkserver.Start(zkserver.Config{ZooCfg: []string{"maxClientCnxns=0"}})
	if err != nil {
		return row{}, err
	}
	defer func() { _ = server.Close() }()
	if err := b.makePeople(server.Addr(), people); err != nil {
		return row{}, err
	}
	r, err := relayTo(server.Addr())
	if err != nil {
		return row{}, err
	}
	defer r.close()
	c, err := b.startConsole(r.address(), "--users-path", usersPath, "--max-zk-sessions", fmt.Sprint(people+1))
	if err != nil {
		return row{}, err
	}
	defer c.stop()
	for i := range people {
		p, err := c.signIn(fmt.Sprintf("person-%03d", i), "password")
		if err != nil {
			return row{}, err
		}
		if _, err := p.stream(ctx, ""); err != nil {
			return row{}, err
		}
	}
	const span = 10
	idle, err := r.requestsFor(func() error {
		time.Sleep(span * time.Second) // requests within this time are counted
		return nil
	})
	return row{"200 people with a directory and an idle stream", "ZooKeeper requests a second, pings left out", "at most 20", fmt.Sprintf("%.0f", float64(idle)/span)}, err
}

// makePeople creates a directory of viewers.
func (b *bench) makePeople(address string, number int) error {
	const admin = "admin:administrator"
	command := exec.CommandContext(b.ctx, b.binary, "user", "init", "--cluster", "main="+address, "--users-path", usersPath)
	command.Env = append(os.Environ(), "ZKWEB_ADMIN_CREDENTIALS="+admin)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("zkweb user init: %w\n%s", err, out)
	}
	conn, err := bare(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.AddAuth("digest", []byte(admin)); err != nil {
		return err
	}
	for i := range number {
		user := fmt.Sprintf("person-%03d", i)
		acl := []zk.ACL{
			{Perms: zk.PermAll, Scheme: "digest", ID: digest("admin", "administrator")},
			{Perms: zk.PermRead, Scheme: "digest", ID: digest(user, "password")},
		}
		if _, err := conn.Create(usersPath+"/"+user, []byte(`{"role":"viewer","paths":["/"]}`), 0, acl); err != nil {
			return err
		}
	}
	return nil
}

func digest(user, password string) string {
	sum := sha1.Sum([]byte(user + ":" + password))
	return user + ":" + base64.StdEncoding.EncodeToString(sum[:])
}
