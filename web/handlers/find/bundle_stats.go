package find

import (
	"bufio"
	"bytes"
	"io"
	"strconv"

	"github.com/klauspost/compress/gzip"

	"zkweb/auth/audit"
	"zkweb/web/views"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// maxBundleStats bounds the stats in a bundle. They are kept in memory, compressed, until the
// znodes have been sent.
const maxBundleStats = 500_000

// stats collects rows of CSV until the znodes have been sent.
type stats struct {
	kept   bytes.Buffer
	packed *gzip.Writer
	rows   *bufio.Writer
	count  int
}

var statHeader = []string{"path", "czxid", "mzxid", "pzxid", "ctime", "mtime", "version", "cversion", "aversion", "ephemeralOwner", "dataLength", "numChildren"}

func (s *stats) add(v walk.Visited) {
	if s.rows == nil {
		s.packed = gzip.NewWriter(&s.kept)
		s.rows = bufio.NewWriter(s.packed)
		audit.WriteCSVRow(s.rows, statHeader)
	}
	if v.Err != nil || s.count == maxBundleStats {
		return
	}
	s.count++
	audit.WriteCSVRow(s.rows, statCells(v.Path, v.Stat))
}

func statCells(path znode.Path, s znode.Stat) []string {
	cells := []string{path.String()}
	for _, id := range []int64{s.Czxid, s.Mzxid, s.Pzxid} {
		cells = append(cells, views.Hex(id))
	}
	for _, n := range []int64{s.Ctime, s.Mtime, int64(s.Version), int64(s.Cversion), int64(s.Aversion)} {
		cells = append(cells, strconv.FormatInt(n, 10))
	}
	return append(cells, views.Hex(s.EphemeralOwner), strconv.Itoa(int(s.DataLength)), strconv.Itoa(int(s.NumChildren)))
}

// write writes the rows.
func (s *stats) write(out io.Writer) error {
	if s.rows == nil {
		return nil
	}
	if err := s.rows.Flush(); err != nil {
		return err
	}
	if err := s.packed.Close(); err != nil {
		return err
	}
	in, err := gzip.NewReader(&s.kept)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}
