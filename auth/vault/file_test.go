package vault

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"zkweb/zkconn/secretfile"
)

func sealed(t *testing.T, key Key, place string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := key.SealFile(&out, place, bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestASealedFileIsWholeOrNotRead, whatever its length.
func TestASealedFileIsWholeOrNotRead(t *testing.T) {
	key, err := newKey(bytes.Repeat([]byte{7}, secretfile.KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	other, err := newKey(bytes.Repeat([]byte{8}, secretfile.KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []int{0, 1, partBytes - 1, partBytes, partBytes + 1, 3 * partBytes} {
		data := bytes.Repeat([]byte("secret "), length/7+1)[:length]
		file := sealed(t, key, "job/a", data)
		if bytes.Contains(file, []byte("secret")) {
			t.Errorf("%d bytes lie open", length)
		}
		if got, err := io.ReadAll(key.OpenFile(bytes.NewReader(file), "job/a")); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes came back as %d, %v", length, len(got), err)
		}
		broken := map[string]io.Reader{
			"another key":   other.OpenFile(bytes.NewReader(file), "job/a"),
			"another place": key.OpenFile(bytes.NewReader(file), "job/b"),
			"cut":           key.OpenFile(bytes.NewReader(file[:len(file)-1]), "job/a"),
			"empty":         key.OpenFile(bytes.NewReader(nil), "job/a"),
		}
		if part := partBytes + sealBytes; len(file) > part {
			broken["without its last part"] = key.OpenFile(bytes.NewReader(file[:part]), "job/a")
			broken["without its first part"] = key.OpenFile(bytes.NewReader(file[part:]), "job/a")
		}
		changed := slices.Clone(file)
		changed[len(changed)/2] ^= 1
		broken["changed"] = key.OpenFile(bytes.NewReader(changed), "job/a")
		for how, file := range broken {
			if _, err := io.ReadAll(file); !errors.Is(err, errSealed) {
				t.Errorf("%d bytes, %s: %v", length, how, err)
			}
		}
	}
}
