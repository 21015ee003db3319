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

// Sums reads for a comparison: in the place of each znode's data stands a sum of all
// its bytes, secrets as they are. Two sums tell whether two data are the same and
// nothing else; they stay in the console. It is a walk.Reader, with ReadMany's rules.
type Sums struct{ *Guard }

// ReadMany implements znode.Reader. The sum of null data is null.
func (s Sums) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return s.readMany(ctx, reads, func(_ int, result *znode.ReadResult) { result.Data = sumOf(result.Data, false) })
}

// Shown reads for a comparison with what did not come from the cluster: the sum that
// stands in the place of data is of what the person may see of it. Of true data a sum
// would let anybody try what a secret is. It is a walk.Reader, with ReadMany's rules.
type Shown struct{ *Guard }

// ReadMany implements znode.Reader.
func (s Shown) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return s.ReadManyMasked(ctx, reads, func(_ int, result *znode.ReadResult, masked mask.Masked) {
		result.Data = sumOf(masked.Data, masked.Count > 0)
	})
}

// Sum returns the sum of some data that is to be compared with a znode's, as Shown reads it.
// Of data with masks something is hidden already.
func (s Shown) Sum(ctx context.Context, path znode.Path, data []byte, masks bool) ([]byte, error) {
	masked, err := s.maskOnce(ctx, path, data)
	return sumOf(masked.Data, masks || masked.Count > 0), err
}

// sumOf returns a sum that is longer where something is hidden. The sum of null is null.
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

// Hides reports whether a sum of Shown is of data of which something is hidden.
func (Shown) Hides(sum []byte) bool { return len(sum) > sha256.Size }

// Sum returns the sum of some data that is to be compared with a znode's, as Sums reads it.
func (Sums) Sum(_ context.Context, _ znode.Path, data []byte, _ bool) ([]byte, error) {
	return sumOf(data, false), nil
}

// Hides reports whether a sum of Sums is of data of which something is hidden.
func (Sums) Hides([]byte) bool { return false }

// Lines is the text of a znode's data as the person may see it, decoded, and what is
// hidden of it.
type Lines struct {
	Text   string
	IsText bool // what is decoded is text; else Text is ""
	IsNull bool // which is other than empty
	Masked mask.Masked

	bare string            // the true text; its lines are not those of Text where it was laid out anew
	sum  [sha256.Size]byte // of all the true bytes
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

// Same reports whether two data are the same, secrets included.
func (l Lines) Same(other Lines) bool { return l.sum == other.sum && l.IsNull == other.IsNull }

// tag parts a line from the number that TagSecrets gives it.
const tag = "\x00"

// TagSecrets returns two texts in which each line with something hidden ends in a
// number: the same one where the true lines are the same. A comparison of these texts
// tells which secrets differ, and nothing else of them. Untag takes the numbers off.
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

// sameLines reports whether the masked text has the same lines as the text itself.
func sameLines(l Lines) bool {
	return l.Masked.Count == 0 || strings.Count(l.bare, "\n") == strings.Count(l.Text, "\n") &&
		strings.HasSuffix(l.bare, "\n") == strings.HasSuffix(l.Text, "\n")
}

// Untag returns a line without its number.
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
