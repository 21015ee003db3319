package find

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// maxBundleDenied is how many paths that could not be read a bundle names.
const maxBundleDenied = 10_000

// ShowBundle is the form that makes a support bundle of all at and below a znode.
func (h *Handlers) ShowBundle(c echo.Context, v site.Visit) error {
	if err := h.isThere(c, v); err != nil {
		return err
	}
	return site.Render(c, http.StatusOK, find.BundlePage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Within: viewBounds(usual)})
}

// Bundle is what somebody who helps needs to know of all at and below a znode: secrets
// masked, whoever asks, and without hashes of passwords.
func (h *Handlers) Bundle(c echo.Context, v site.Visit) (err error) {
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	read := reader{values: form}
	bounds := read.bounds(h.Bounds)
	if read.err != nil {
		return read.err
	}
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	b := &bundle{taken: time.Now(), cluster: v.Cluster, path: v.Path, by: v.Guard.Person.User}
	g, done, err := h.begin(c, v, &bundleSource{h.Lasting(c, v)}, bounds.options(export.Want))
	if err != nil {
		return err
	}
	defer done()
	b.going = g
	defer func() { b.record(v, err) }()
	b.servers = h.Monitor.Look(v.Cluster)
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "application/zip")
	header.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": b.name()}))
	header.Set("Content-Security-Policy", "sandbox")
	c.Response().WriteHeader(http.StatusOK)
	slow := site.NewSlowWriter(c)
	if err = b.write(slow); err != nil {
		slow.CutOff()
	}
	return err
}

// bundleSource reads for a bundle: masked, whatever the person's pages show.
type bundleSource struct{ *site.Lasting }

// ReadMany implements walk.Reader.
func (s *bundleSource) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	guard, err := s.Guard(ctx)
	if err != nil {
		results := make([]znode.ReadResult, len(reads))
		for i := range results {
			results[i].Err = err
		}
		return results
	}
	return guard.Masked().ReadManyMasked(ctx, reads, func(_ int, result *znode.ReadResult, masked mask.Masked) { result.Data = masked.Data })
}

// bundle is a bundle that is being made.
type bundle struct {
	*going
	taken   time.Time
	cluster cluster.Cluster
	path    znode.Path
	by      string
	servers []cluster.Server
	stats   stats
	denied  []string
	more    int // znodes beyond those
}

func (b *bundle) name() string {
	name := "zkweb-bundle-" + b.cluster.Name
	if !b.path.IsRoot() {
		name += "-" + strings.Join(b.path.Segments(), "-")
	}
	return strings.ToValidUTF8(name[:min(len(name), 150)], "") + "-" + b.taken.UTC().Format("20060102T150405Z") + ".zip"
}

// The files of a bundle: keys of words.Bundle.Files.
const (
	fileContents = "CONTENTS.txt"
	fileZnodes   = "znodes.jsonl"
	fileStats    = "stats.csv"
	fileDenied   = "denied.txt"
	fileHealth   = "health.json"
	fileVersions = "versions.json"
)

// write sends one file after the other; the table of contents, which says how much there
// is, is the last.
func (b *bundle) write(out io.Writer) error {
	archive := zip.NewWriter(out)
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{{fileZnodes, b.writeZnodes}, {fileStats, b.stats.write}, {fileDenied, b.writeDenied}, {fileHealth, b.writeHealth}, {fileVersions, b.writeVersions}, {fileContents, b.writeContents}} {
		in, err := archive.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: b.taken})
		if err != nil {
			return err
		}
		buffered := bufio.NewWriterSize(in, 64<<10)
		if err := file.write(buffered); err != nil {
			return err
		}
		if err := buffered.Flush(); err != nil {
			return err
		}
	}
	return archive.Close()
}

func (b *bundle) writeZnodes(out io.Writer) error {
	writer, err := export.NewLines(out, export.Header{Cluster: b.cluster.Name, Path: b.path, Taken: b.taken, Masked: true})
	if err != nil {
		return err
	}
	err = b.each(func(visited walk.Visited) {
		if znode.KindOf(visited.Err) == znode.NotFound {
			return
		}
		b.deny(visited)
		b.stats.add(visited)
		visited.ACL = withoutHashes(visited.ACL)
		if failed := writer.Write(export.Of(visited, b.path)); failed != nil {
			b.stop(failed)
		}
	})
	if err != nil {
		return err
	}
	stopped, err := b.ended()
	if err != nil {
		return err
	}
	return writer.Close(stopped)
}

// withoutHashes is an ACL without what passwords could be tried against.
func withoutHashes(acl []znode.ACL) []znode.ACL {
	shown := make([]znode.ACL, len(acl))
	for i, entry := range acl {
		if user, _, ok := strings.Cut(entry.ID, ":"); ok && entry.Scheme == "digest" {
			entry.ID = user + ":x"
		}
		shown[i] = entry
	}
	return shown
}

// deny notes what of a znode could not be read.
func (b *bundle) deny(v walk.Visited) {
	var parts []string
	for _, each := range []struct {
		part string
		err  error
	}{{"znode", v.Err}, {"data", v.DataErr}, {"acl", v.ACLErr}, {"children", v.ChildrenErr}} {
		if each.err != nil {
			parts = append(parts, each.part+" ("+string(znode.KindOf(each.err))+")")
		}
	}
	switch {
	case len(parts) == 0:
	case len(b.denied) == maxBundleDenied:
		b.more++
	default:
		b.denied = append(b.denied, v.Path.String()+": "+strings.Join(parts, ", "))
	}
}

func (b *bundle) writeDenied(out io.Writer) error {
	for _, line := range b.denied {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// bundleServer is what a server said of itself.
type bundleServer struct {
	Address     string           `json:"address"`
	Role        cluster.Role     `json:"role"`
	Why         znode.Code       `json:"why,omitempty"`
	Since       time.Time        `json:"since"`
	Version     string           `json:"version,omitempty"`
	Zxid        string           `json:"zxid,omitempty"`
	Latency     *cluster.Latency `json:"latency,omitempty"` // ms
	Connections int              `json:"connections"`
	Outstanding int              `json:"outstanding"`
	Znodes      int              `json:"znodes"`
}

func (b *bundle) writeHealth(out io.Writer) error {
	health := struct {
		Cluster string         `json:"cluster"`
		Health  cluster.Health `json:"health"`
		Servers []bundleServer `json:"servers"`
	}{b.cluster.Name, cluster.HealthOf(b.servers), []bundleServer{}}
	for _, s := range b.servers {
		server := bundleServer{
			Address: s.Address, Role: s.Role, Why: s.Why, Since: s.Since.UTC(), Version: s.Version.String(), Zxid: s.Zxid,
			Connections: s.Connections, Outstanding: s.Outstanding, Znodes: s.Znodes,
		}
		if s.Version != (cluster.Version{}) {
			server.Latency = &s.Latency
		}
		health.Servers = append(health.Servers, server)
	}
	return indented(out, health)
}

func (b *bundle) writeVersions(out io.Writer) error {
	versions := map[string]string{"go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		versions["zkweb"] = info.Main.Version
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				versions["commit"] = setting.Value
			}
		}
	}
	for _, s := range b.servers {
		versions["ZooKeeper "+s.Address] = s.Version.String()
	}
	return indented(out, versions)
}

func indented(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// writeContents is in English, as all downloads are.
func (b *bundle) writeContents(out io.Writer) error {
	w := words.English.Bundle
	stopped, _ := b.ended()
	counts := b.Counts()
	_, err := fmt.Fprintf(out, "%s\n\n%s\n%s\n", w.Title, w.Of(b.cluster.Name, b.path.String(), b.by, b.taken.UTC().Format(time.RFC3339)), w.Masked)
	for _, name := range []string{fileZnodes, fileStats, fileDenied, fileHealth, fileVersions} {
		if err == nil {
			_, err = fmt.Fprintf(out, "\n%-16s%s", name, w.Files[name])
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(out, "\n\n%s\n", w.Sums(counts.Znodes, len(b.denied)+b.more, b.more))
	}
	if err == nil && stopped != walk.AtEnd {
		_, err = fmt.Fprintf(out, "%s\n", w.Stopped)
	}
	return err
}

// record puts on record that a bundle was taken.
func (b *bundle) record(v site.Visit, err error) {
	stopped, _ := b.ended()
	settings := map[string]string{"format": "bundle", "seen": strconv.Itoa(b.Counts().Znodes), "masked": "1"}
	if stopped != walk.AtEnd {
		settings["stopped"] = string(stopped)
	}
	v.Guard.Exported(b.ctx, v.Path, settings, shownOrNone(err))
}
