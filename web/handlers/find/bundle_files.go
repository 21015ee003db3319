package find

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// The files of a bundle: keys of words.Bundle.Files.
const (
	fileContents = "CONTENTS.txt"
	fileZnodes   = "znodes.jsonl"
	fileStats    = "stats.csv"
	fileDenied   = "denied.txt"
	fileHealth   = "health.json"
	fileVersions = "versions.json"
)

// write writes the files. The table of contents, which has the counts, comes last.
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
		visited.ACL = guard.HideDigests(visited.ACL) // passwords could be guessed from hashes
		n := export.Of(visited, b.path)
		n.Masked = b.masks.count(visited.Path)
		if failed := writer.Write(n); failed != nil {
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

// deny records what could not be read of a znode.
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

func indented(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// writeContents writes the table of contents, in English like all downloads.
func (b *bundle) writeContents(out io.Writer) error {
	w := words.English.Bundle
	stopped, _ := b.ended()
	counts := b.Counts()
	read := w.Unsynced(b.read.server)
	if !b.read.synced.IsZero() {
		read = w.Synced(b.read.server, b.read.synced.UTC().Format(time.RFC3339), views.Hex(b.read.zxid))
	}
	_, err := fmt.Fprintf(out, "%s\n\n%s\n%s\n%s\n", w.Title, w.Of(b.cluster.Name, b.path.String(), b.by, b.taken.UTC().Format(time.RFC3339)), read, w.Masked)
	for _, name := range []string{fileZnodes, fileStats, fileDenied, fileHealth, fileVersions} {
		if err == nil {
			_, err = fmt.Fprintf(out, "\n%-16s%s", name, w.Files[name])
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(out, "\n\n%s\n\n%s\n", w.Terms, w.Sums(counts.Znodes, len(b.denied)+b.more, b.more))
	}
	if err == nil && stopped != walk.AtEnd {
		_, err = fmt.Fprintf(out, "%s\n", w.Stopped)
	}
	return err
}
