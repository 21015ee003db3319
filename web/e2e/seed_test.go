package e2e

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

const (
	alice         = "alice"
	alicePassword = "wonder:land 中文"
	chineseUser   = "管理员"
	chinesePass   = "密码:一二三"
	mistyped      = "not:her:password"
)

// secrets must not appear in any log, page or URL.
var secrets = []string{alicePassword, chinesePass, mistyped}

// hostileNames are names that ZooKeeper accepts and that HTML, URLs, terminals or people may
// misread.
var hostileNames = []string{
	"100%", "127%2E0%2E0%2E1:9923", "%2F", "with space", " lead and trail ", "what?", "hash#tag", "a+b", "a&b=c", "a;b", "back\\slash",
	"'quoted'", `"double"`, "<script>alert(1)<", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "...", "{{.}}", "$(id)",
	"\u202egnp.exe", "zero\u200bwidth", "مرحبا", "中文",
}

const hostileData = "<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n\x1b[31mred\x1b]0;title\x07\n\u202etxt.exe"

var (
	open      = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	aliceOnly = []znode.ACL{{Scheme: "digest", ID: session.DigestID(alice, alicePassword), Perms: znode.PermAll}}
	chinese   = []znode.ACL{{Scheme: "digest", ID: session.DigestID(chineseUser, chinesePass), Perms: znode.PermAll}}
)

const longName = "a-name-that-is-long-enough-to-need-more-than-one-line-on-a-narrow-page-because-somebody-put-a-whole-sentence-into-it"

const manyChildren = 5000

type sample struct {
	path string
	data []byte
	acl  []znode.ACL
	mode znode.CreateMode
}

func samples() []sample {
	tree := []sample{
		{path: "/app", data: []byte("one")},
		{path: "/app/config.json", data: []byte(`{"name":"basket","limits":{"items":200,"on":true}}`)},
		{path: "/app/deep"}, {path: "/app/deep/deeper", data: []byte("the bottom")},
		{path: "/bytes", data: everyByte()},
		{path: "/empty", data: []byte{}},
		{path: "/html", data: []byte(hostileData)},
		{path: "/large", data: largeData()},
		{path: "/live", data: []byte("here"), mode: znode.ModeEphemeral},
		{path: "/private", data: []byte("the cake is a lie"), acl: aliceOnly},
		{path: "/private/child"},
		{path: "/机密", data: []byte("只有管理员可以读"), acl: chinese},
		{path: "/配置中心"}, {path: "/配置中心/欢迎语", data: []byte("欢迎 👋🎉")},
		{path: "/reading"}, {path: "/reading/long.json", data: []byte(longJSON(100))},
		{path: "/reading/image.png", data: smallImage()},
		{path: "/mutex"},
		{path: "/mutex/" + strings.Repeat("0f", 16) + "__rlock__", data: []byte("worker-0.example.com"), mode: znode.ModeEphemeralSequential},
		{path: "/mutex/" + strings.Repeat("0e", 16) + "__lock__", data: []byte(longName), mode: znode.ModeEphemeralSequential},
		{path: "/mutex/" + strings.Repeat("0d", 16) + "__rlock__", mode: znode.ModeEphemeralSequential},
		{path: "/many"}, {path: "/names", data: []byte("every name below is in use")}, {path: "/long"},
	}
	for i := range manyChildren {
		tree = append(tree, sample{path: fmt.Sprintf("/many/n%04d", i), data: make([]byte, sizeOfMany(i))})
	}
	for _, name := range hostileNames {
		tree = append(tree, sample{path: "/names/" + name, data: []byte("data of " + name)})
	}
	path := "/long"
	for range 8 {
		path += "/" + longName
		tree = append(tree, sample{path: path})
	}
	return tree
}

// sizeOfMany returns the length of the data of /many's i-th child.
func sizeOfMany(i int) int { return i * 7919 % 500 }

// everyByte returns bytes that are not UTF-8.
func everyByte() []byte {
	data := make([]byte, 1024)
	for i := range data {
		data[i] = byte(i)
	}
	return data
}

// smallImage returns an image of 3 × 2 pixels.
func smallImage() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// longJSON returns JSON that is shown on seven lines for each item, with an invisible character.
func longJSON(items int) string {
	var written []string
	for i := range items {
		written = append(written, fmt.Sprintf(`{"name":"item-%d","size":%d,"note":{"a":"b%s"}}`, i, i, "\u200b"))
	}
	return `{"items":[` + strings.Join(written, ",") + `]}`
}

// largeData returns 300 KiB of lines, which is more than a page shows.
func largeData() []byte {
	var data bytes.Buffer
	for i := 0; data.Len() < 300<<10; i++ {
		fmt.Fprintf(&data, "line %06d 你好 %s\n", i, strings.Repeat("all work and no play ", 10))
	}
	return data.Bytes()[:300<<10]
}

// seed fills a server with the tree that the tests read. The ephemeral znodes exist until the
// returned function is called.
func seed(server string) (func(), error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	session, err := openSession(ctx, server)
	if err != nil {
		return nil, err
	}
	for _, sample := range samples() {
		if err := create(ctx, session, sample); err != nil {
			session.Close()
			return nil, err
		}
	}
	return session.Close, nil
}

// openSession returns a session of alice, who may create below her own znodes.
func openSession(ctx context.Context, server string) (*session.Session, error) {
	credentials, err := session.Digest(alice, alicePassword)
	if err != nil {
		return nil, err
	}
	session := session.Open(cluster.Cluster{Name: "seed", Servers: []string{server}}, credentials, session.Options{
		SessionTimeout: time.Minute, Logger: slog.New(slog.DiscardHandler),
	})
	if err := session.AwaitConnected(ctx); err != nil {
		session.Close()
		return nil, err
	}
	return session, nil
}

func create(ctx context.Context, writer znode.Writer, sample sample) error {
	path, err := znode.ParsePath(sample.path)
	if err != nil {
		return fmt.Errorf("%q: %w", sample.path, err)
	}
	if sample.acl == nil {
		sample.acl = open
	}
	if _, err := znode.Create(ctx, writer, path, sample.data, sample.acl, sample.mode); err != nil {
		return fmt.Errorf("creating %s: %w", path, err)
	}
	return nil
}
