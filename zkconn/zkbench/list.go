package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

var openACL = zk.WorldACL(zk.PermAll)

// nextCursor returns the cursor of the second page.
func nextCursor(p *person, path string) (string, error) {
	body, err := p.get("/c/main/tree"+path, "Accept", "application/json")
	if err != nil {
		return "", err
	}
	var page struct{ Children struct{ Next string } }
	if err := json.Unmarshal(body, &page); err != nil {
		return "", err
	}
	return url.QueryEscape(page.Children.Next), nil
}

// kazooList lists the children with kazoo and prints the seconds that it took, without the time to
// connect.
const kazooList = `
import sys, time
from kazoo.client import KazooClient
client = KazooClient(hosts=sys.argv[1])
client.start()
path = sys.argv[2]
begin = time.monotonic()
names = client.get_children(path)
stats = [each.get() for each in [client.exists_async(path + "/" + name) for name in names]]
print(time.monotonic() - begin)
assert len(stats) == int(sys.argv[3]) and all(stats)
client.stop()
`

func (b *bench) kazooList() (time.Duration, error) {
	out, err := exec.CommandContext(b.ctx, "/usr/bin/python3", "-c", kazooList, b.server.Addr(), listPath, strconv.Itoa(listChildren)).Output()
	if err != nil {
		return 0, fmt.Errorf("kazoo (Debian's python3-kazoo): %w", err)
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	return time.Duration(seconds * float64(time.Second)), err
}

func listWithStats(b *bench) (row, error) {
	cluster, err := cluster.Parse("main=" + b.server.Addr())
	if err != nil {
		return row{}, err
	}
	session := session.Open(cluster, session.Anonymous(), session.Options{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	defer session.Close()
	parent, err := znode.ParsePath(listPath)
	if err != nil {
		return row{}, err
	}
	list := func() error {
		names, _, err := session.GetChildren(b.ctx, parent)
		if err != nil {
			return err
		}
		paths := make([]znode.Path, len(names))
		for i, name := range names {
			if paths[i], err = parent.Child(name); err != nil {
				return err
			}
		}
		for _, result := range session.Stats(b.ctx, paths) {
			if result.Err != nil {
				return result.Err
			}
		}
		return nil
	}
	if err := list(); err != nil {
		return row{}, err
	}
	ours, kazoo, err := medians(7, timed(list), b.kazooList)
	return row{"list 10,000 children with stats", "kazoo `get_children` + `exists_async`", "at least 4 times as fast",
		fmt.Sprintf("%.0f times (%.0f ms, kazoo %.0f ms)", ratio(kazoo, ours), ms(ours), ms(kazoo))}, err
}
