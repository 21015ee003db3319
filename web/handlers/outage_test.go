package handlers

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// outageTree returns a server with two equal subtrees of the given size, behind a slow link.
func outageTree(t *testing.T, znodes int) (*zkserver.Server, *zktest.Proxy) {
	t.Helper()
	server := zktest.Run(t)
	connection, err := cluster.Parse("main=" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	writer := session.Open(connection, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	defer writer.Close()
	ops := func(root string) (all []znode.Op) {
		all = append(all, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, root), ACL: open})
		for i := range znodes {
			path := parsePath(t, fmt.Sprintf("%s/%04d", root, i))
			all = append(all, znode.Op{Kind: znode.OpCreate, Path: path, Data: outageData(i), ACL: open})
		}
		return all
	}
	for all := append(ops("/left"), ops("/right")...); len(all) > 0; all = all[min(len(all), 500):] {
		if _, err := writer.Apply(t.Context(), all[:min(len(all), 500)]...); err != nil {
			t.Fatal(err)
		}
	}
	proxy := zktest.RunProxy(t, server.Addr())
	proxy.Pace(300 << 10)
	return server, proxy
}

func outageData(i int) []byte { return fmt.Appendf(nil, "needle %d %s", i, strings.Repeat("x", 1000)) }

// page is an answer that is read while it arrives.
type page struct {
	in   *bufio.Reader
	body io.Closer
	text strings.Builder
}

func (v *visitor) begin(t *testing.T, target string) *page {
	t.Helper()
	response, err := v.client.Get(v.console.url + target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return &page{in: bufio.NewReader(response.Body), body: response.Body}
}

func (p *page) until(t *testing.T, mark string) {
	t.Helper()
	for !strings.HasSuffix(p.text.String(), mark) {
		next, err := p.in.ReadByte()
		if err != nil {
			t.Fatalf("%v before %q: %s", err, mark, said(p.text.String()))
		}
		p.text.WriteByte(next)
	}
}

// said returns the last progress on a page.
func said(text string) string {
	at := strings.LastIndex(text, `<li class="progress`)
	return tail(text[:max(0, at)]) + pageText(&testing.T{}, text[max(0, at):])
}

func tail(text string) string { return text[max(0, len(text)-300):] }

func (p *page) rest() (string, error) {
	_, err := io.Copy(&p.text, p.in)
	return p.text.String(), err
}

// TestLongReadsOutliveAnOutage kills a server and starts it again during requests that take longer
// than a page. They say that they wait, and then continue to their end.
func TestLongReadsOutliveAnOutage(t *testing.T) {
	t.Parallel()
	const znodes = 2000
	server, proxy := outageTree(t, znodes)
	v := run(t, nil, "main="+proxy.Addr()).anonymous(t)
	download := v.begin(t, "/c/main/export/left?format=jsonl")
	pages := []*page{v.begin(t, "/c/main/find/left?data=needle+7"), v.begin(t, "/c/main/compare/left?with=/right")}
	pages[0].until(t, "<mark>needle 7</mark>")
	server.Kill()
	for _, waits := range pages {
		waits.until(t, words.English.Find.Ends["waiting"])
	}
	if err := errors.Join(server.Restart(), proxy.Resume()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		words.English.Find.Ends["ended"],
		words.English.Compare.Seen(znodes+1, 0, 0, 0),
	} {
		if got, err := pages[i].rest(); err != nil || !strings.Contains(pageText(t, got), want) {
			t.Errorf("page %d: %v, not %q: %s", i, err, want, said(got))
		}
	}
	file, err := download.rest()
	if err != nil {
		t.Fatal(err)
	}
	_, all := readExport(t, file)
	if len(all) != znodes+1 || strings.Count(file, `"path"`) < len(all) {
		t.Errorf("%d znodes are exported of %d", len(all), znodes+1)
	}
	for i := range znodes {
		if got := string(all[fmt.Sprintf("/%04d", i)].Data); got != string(outageData(i)) {
			t.Fatalf("znode %d is exported as %.40q", i, got)
		}
	}
}

// TestLongReadsEndWhereZooKeeperStaysAway checks that none of them is mistaken for a complete one.
func TestLongReadsEndWhereZooKeeperStaysAway(t *testing.T) {
	t.Parallel()
	for url, ends := range map[string]func(text string, err error) bool{
		"/c/main/find/left?data=needle&format=jsonl": func(text string, err error) bool {
			return err == nil && strings.Contains(text, `"stopped":"lost"`) && strings.Contains(text, `"kind":"unavailable"`)
		},
		"/c/main/export/left?format=jsonl": func(_ string, err error) bool { return err != nil }, // it is cut off
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			_, proxy := outageTree(t, 2000)
			c := run(t, nil, "main="+proxy.Addr())
			c.site.AwayTime = time.Millisecond
			answer := c.anonymous(t).begin(t, url)
			answer.until(t, `"needle`)
			if err := proxy.Refuse(); err != nil {
				t.Fatal(err)
			}
			if got, err := answer.rest(); !ends(got, err) {
				t.Errorf("it ends with %v and %s", err, tail(got))
			}
		})
	}
}
