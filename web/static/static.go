// Package static holds the console's own files, each served under a URL that
// carries a hash of its content, so that browsers may keep it for ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed console.css console.js icon.svg icons.svg live.js goto.js stop.js edit.js find.css servers.css
var embedded embed.FS

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// iconColors are those of the icons of clusters with a mark, in the place of
// iconColor: icon-red.svg.
var iconColors = map[string]string{
	"grey": "#4b5966", "red": "#b3261e", "orange": "#9a4f00", "green": "#14693f", "blue": "#1d5fb0", "purple": "#7b3a9e",
}

const iconColor = "#0b6475"

// File is one file as it is served. Its content is shared: do not change it.
type File struct {
	Content     []byte
	Gzip        func() []byte // Content compressed, when it is first asked for
	Brotli      func() []byte // the same, smaller; browsers take it over TLS and from their own machine
	ContentType string
}

// The URL of each file by its name, and each file by the last segment of its URL.
var urls, files = load()

func load() (map[string]string, map[string]File) {
	entries, err := embedded.ReadDir(".")
	if err != nil {
		panic(err) // cannot be: the compiler embedded it
	}
	urls, files := map[string]string{}, map[string]File{}
	add := func(name string, content []byte) {
		hashed := hashedName(name, content)
		urls[name] = "/static/" + hashed
		files[hashed] = File{
			Content: content, ContentType: contentTypes[path.Ext(hashed)],
			Gzip:   sync.OnceValue(func() []byte { return gzipped(content) }),
			Brotli: sync.OnceValue(func() []byte { return brotlied(content) }),
		}
	}
	for _, entry := range entries {
		content, err := embedded.ReadFile(entry.Name())
		if err != nil {
			panic(err)
		}
		content = withoutComments(content)
		if path.Ext(entry.Name()) == ".css" {
			content = withoutLayout(content)
		}
		add(entry.Name(), content)
		if entry.Name() == "icon.svg" {
			for name, color := range iconColors {
				add("icon-"+name+".svg", bytes.ReplaceAll(content, []byte(iconColor), []byte(color)))
			}
		}
	}
	return urls, files
}

// comment is a line that is nothing but a comment, in a script or a style sheet.
var comment = regexp.MustCompile(`(?m)^[ \t]*(//.*|/\*[^\n]*\*/[ \t]*)\n`)

// What means nothing in a style sheet: how a line begins, and space around a sign that
// parts rules.
var indentation, around = regexp.MustCompile(`(?m)^[ \t]+`), regexp.MustCompile(`\s*([{};])\s*|(,)\n`)

func withoutLayout(sheet []byte) []byte {
	return around.ReplaceAll(indentation.ReplaceAll(sheet, nil), []byte("$1$2"))
}

// withoutComments returns content as browsers need it: comments are for whoever reads the
// source.
func withoutComments(content []byte) []byte { return comment.ReplaceAll(content, nil) }

// URL returns the path of a file, from the console's base path on:
// "/static/console.0123456789ab.css". It panics on a name that is not embedded.
func URL(name string) string {
	url, ok := urls[name]
	if !ok {
		panic(fmt.Sprintf("static: no file %q", name))
	}
	return url
}

// Lookup finds a file by the last segment of its URL.
func Lookup(hashed string) (File, bool) {
	file, ok := files[hashed]
	return file, ok
}

func hashedName(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
}

func gzipped(content []byte) []byte {
	return compress(content, func(out io.Writer) io.WriteCloser {
		w, err := gzip.NewWriterLevel(out, gzip.BestCompression)
		if err != nil {
			panic(err) // cannot be: there is such a level
		}
		return w
	})
}

func brotlied(content []byte) []byte {
	return compress(content, func(out io.Writer) io.WriteCloser { return brotli.NewWriterLevel(out, brotli.BestCompression) })
}

func compress(content []byte, with func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	w := with(&out)
	if _, err := w.Write(content); err != nil {
		panic(err) // cannot be: memory takes all
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}
