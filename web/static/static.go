// Package static holds the console's own files. Each is served under a URL that contains a hash of
// its content, so that browsers may cache it forever.
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

// iconColors are the colors that replace iconColor in the icons of clusters with a mark, such as
// icon-red.svg.
var iconColors = map[string]string{
	"grey": "#4b5966", "red": "#b3261e", "orange": "#9a4f00", "green": "#14693f", "blue": "#1d5fb0", "purple": "#7b3a9e",
}

const iconColor = "#0b6475"

// File is a file as it is served. Its content is shared and must not be changed.
type File struct {
	Content     []byte
	Gzip        func() []byte // Content compressed, at the first call
	Brotli      func() []byte // the same, but smaller; browsers accept it over TLS and from localhost
	ContentType string
}

// urls has the URL of each file by its name, and files has each file by the last segment of its
// URL.
var urls, files = load()

func load() (map[string]string, map[string]File) {
	entries, err := embedded.ReadDir(".")
	if err != nil {
		panic(err) // cannot happen: it is embedded
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

// comment matches a line of a script or style sheet that is only a comment.
var comment = regexp.MustCompile(`(?m)^[ \t]*(//.*|/\*[^\n]*\*/[ \t]*)\n`)

// What has no meaning in a style sheet: indentation, and space around punctuation.
var indentation, around = regexp.MustCompile(`(?m)^[ \t]+`), regexp.MustCompile(`\s*([{};])\s*|(,)\n`)

func withoutLayout(sheet []byte) []byte {
	return around.ReplaceAll(indentation.ReplaceAll(sheet, nil), []byte("$1$2"))
}

// withoutComments returns content without the lines that comment matches.
func withoutComments(content []byte) []byte { return comment.ReplaceAll(content, nil) }

// URL returns the path of a file below the console's base path, such as
// "/static/console.0123456789ab.css". It panics if no such file is embedded.
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
			panic(err) // cannot happen: the level is valid
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
		panic(err) // cannot happen: writing to memory does not fail
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}
