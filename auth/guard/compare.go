package guard

import (
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Sums reads for a comparison. In place of each znode's data it returns a sum over all bytes,
// including secrets. Two sums tell whether the data is the same, and nothing else; they stay in the
// console. It is a walk.Reader, with the rules of ReadMany.
type Sums struct{ *Guard }

// ReadMany implements znode.Reader. The sum of null is null.
func (s Sums) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return s.readMany(ctx, reads, func(_ int, result *znode.ReadResult) { result.Data = sumOf(result.Data, false) })
}

// Shown reads for a comparison with data that does not come from the cluster. In place of data it
// returns a sum over what the person may see of it: a sum over the true data would let anybody
// guess a secret. It is a walk.Reader, with the rules of ReadMany.
type Shown struct{ *Guard }

// ReadMany implements znode.Reader.
func (s Shown) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return s.ReadManyMasked(ctx, reads, func(_ int, result *znode.ReadResult, masked mask.Masked) {
		result.Data = sumOf(masked.Data, masked.Count > 0)
	})
}

// Sum returns the sum of data that is to be compared with a znode's as Shown reads it. masks says
// that part of the data is masked already.
func (s Shown) Sum(ctx context.Context, path znode.Path, data []byte, masks bool) ([]byte, error) {
	masked, err := s.maskOnce(ctx, path, data)
	return sumOf(masked.Data, masks || masked.Count > 0), err
}

// sumOf returns a sum, which is longer if something is hidden. The sum of null is null.
func sumOf(data []byte, hidden bool) []byte {
	if data == nil {
		return nil
	}
	sum := sha256.Sum256(data)
	if hidden {
		return append(sum[:], 1)
	}
	return sum[:]
}

// Hides reports whether a sum of Shown belongs to data with something hidden.
func (Shown) Hides(sum []byte) bool { return len(sum) > sha256.Size }

// Sum returns the sum of data that is to be compared with a znode's as Sums reads it.
func (Sums) Sum(_ context.Context, _ znode.Path, data []byte, _ bool) ([]byte, error) {
	return sumOf(data, false), nil
}

// Hides returns false, since Sums hides nothing.
func (Sums) Hides([]byte) bool { return false }

// Lines is the decoded text of a znode's data as the person may see it, and whether something is
// hidden.
type Lines struct {
	Text   string
	IsText bool // whether the decoded data is text; else Text is ""
	IsNull bool // which differs from empty
	Masked mask.Masked

	bare string            // the true text; its lines differ from those of Text if that was reformatted
	sum  [sha256.Size]byte // over all the true bytes
}

// GetLines is GetMasked for a comparison line by line.
func (g *Guard) GetLines(ctx context.Context, path znode.Path) (Lines, znode.Stat, error) {
	if err := g.mayRead(ctx, path); err != nil {
		return Lines{}, znode.Stat{}, err
	}
	data, stat, err := g.session.Get(ctx, path)
	if err != nil {
		return Lines{}, stat, err
	}
	lines, err := g.lines(ctx, path, data)
	return lines, stat, err
}

// lines is like GetLines, for data that was read already.
func (g *Guard) lines(ctx context.Context, path znode.Path, data []byte) (Lines, error) {
	masked, err := g.mask(ctx, path, data, 0)
	if err != nil {
		return Lines{}, err
	}
	shown := masked.Reading().Decoded()
	lines := Lines{Text: shown.Text, IsText: shown.UTF8, IsNull: data == nil, Masked: masked, sum: sha256.Sum256(data)}
	if masked.Count > 0 {
		lines.bare = format.Read(path, data).Decoded().Text
	}
	return lines, nil
}

// Same reports whether both have the same data, including secrets.
func (l Lines) Same(other Lines) bool { return l.sum == other.sum && l.IsNull == other.IsNull }

// tag separates a line from the number that TagSecrets appends.
const tag = "\x00"

// TagSecrets returns two texts in which a number is appended to each line with something hidden.
// Lines have the same number if the true lines are the same, so a comparison of the texts shows
// which secrets differ, and nothing else about them. Untag removes the numbers.
func TagSecrets(a, b Lines) (left, right string) {
	numbers := map[string]int{}
	byLine := sameLines(a) && sameLines(b)
	tagged := func(l Lines) string {
		var text strings.Builder
		bare := slices.Collect(strings.Lines(l.bare))
		i := 0
		for line := range strings.Lines(l.Text) {
			text.WriteString(l.tagged(line, i, bare, byLine, numbers))
			i++
		}
		return text.String()
	}
	return tagged(a), tagged(b)
}

func (l Lines) tagged(line string, i int, bare []string, byLine bool, numbers map[string]int) string {
	if l.Masked.Count == 0 || !strings.Contains(line, mask.Text) {
		return line
	}
	secret := string(l.sum[:])
	if byLine {
		secret = bare[i]
	}
	number, known := numbers[secret]
	if !known {
		number = len(numbers)
		numbers[secret] = number
	}
	text, ended := strings.CutSuffix(line, "\n")
	text += tag + strconv.Itoa(number)
	if ended {
		text += "\n"
	}
	return text
}

// sameLines reports whether the masked text has the same lines as the true text.
func sameLines(l Lines) bool {
	return l.Masked.Count == 0 || strings.Count(l.bare, "\n") == strings.Count(l.Text, "\n") &&
		strings.HasSuffix(l.bare, "\n") == strings.HasSuffix(l.Text, "\n")
}

// Untag removes the number from a line.
func Untag(line string) string {
	at := strings.LastIndex(line, tag)
	if at < 0 || !strings.Contains(line, mask.Text) {
		return line
	}
	if _, err := strconv.Atoi(line[at+len(tag):]); err != nil {
		return line
	}
	return line[:at]
}
