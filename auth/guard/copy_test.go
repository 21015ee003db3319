package guard

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// TestWhatThereWasNoTimeToMaskIsCopiedWhereItStaysMasked checks that data may be copied if masking
// it takes too long in its present place, but not if it takes too long only in the new place: that
// place may later show something other than the secrets that were found.
func TestWhatThereWasNoTimeToMaskIsCopiedWhereItStaysMasked(t *testing.T) {
	masker, err := mask.New(mask.DefaultPatterns())
	must(t, err)
	within := func(limit time.Duration) *Guard {
		rules := Rules{Masker: masker.WithTime(limit)}.WithDefaults()
		return &Guard{Person: people.Person{User: "alice", Verified: true, Role: people.Editor}, rules: rules}
	}
	inTime, late := within(time.Hour), within(0)
	large := []byte(strings.Repeat("a line of a large file\n", 5_000) + "password=hunter2\n")
	for _, test := range []struct {
		name        string
		here, there *Guard
		want        znode.Code
	}{
		{"in time", inTime, inTime, ""},
		{"late there", inTime, late, znode.CodeCopyUnmasks},
		{"late here", late, inTime, ""},
		{"late", late, late, ""},
	} {
		if err := test.here.MayCopy(t.Context(), path(t, "/a"), test.there, path(t, "/b"), large); znode.CodeOf(err) != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// TestDataThatIsCutIsNotCopiedToWhereItIsRead checks data whose bytes are masked as a whole in both
// places, but of which one place shows what can be read in it.
func TestDataThatIsCutIsNotCopiedToWhereItIsRead(t *testing.T) {
	masker, err := mask.New(mask.DefaultPatterns())
	must(t, err)
	g := &Guard{Person: people.Person{User: "alice", Verified: true, Role: people.Editor}, rules: Rules{Masker: masker}.WithDefaults()}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err = w.Write([]byte("open with hunter2"))
	must(t, err)
	must(t, w.Close())
	cut := packed.Bytes()[:packed.Len()-4]
	if err := g.MayCopy(t.Context(), path(t, "/db-password"), g, path(t, "/shown"), cut); znode.CodeOf(err) != znode.CodeCopyUnmasks {
		t.Errorf("to where it is read: %v", err)
	}
	if err := g.MayCopy(t.Context(), path(t, "/db-password"), g, path(t, "/new-password"), cut); err != nil {
		t.Errorf("to where it is masked as well: %v", err)
	}
}
