package show_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func TestEncode(t *testing.T) {
	long := bytes.Repeat([]byte("a"), format.MaxShown+1)
	binary := bytes.Repeat([]byte{0xff}, format.MaxShown+1)
	chinese := []byte("x" + strings.Repeat("数", 30_000))
	lateByte := append(bytes.Repeat([]byte("a"), format.MaxShown), 0xff)
	for _, row := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, `{"encoding":"utf-8","text":"","truncated":false}`},
		{"text", []byte("abc"), `{"encoding":"utf-8","text":"abc","truncated":false}`},
		{"controls", []byte("\x00\x1b\r\n\ufeff"), `{"encoding":"utf-8","text":"\u0000\u001b\r\n` + "\ufeff" + `","truncated":false}`},
		{"not UTF-8", []byte("a\xff"), `{"encoding":"base64","base64":"Yf8=","truncated":false}`},
		{"as long as may be", long[1:], `{"encoding":"utf-8","text":"` + string(long[1:]) + `","truncated":false}`},
		{"one more", long, `{"encoding":"utf-8","text":"` + string(long[1:]) + `","truncated":true}`},
		{"cut at a character", chinese, `{"encoding":"utf-8","text":"` + upTo64KiB(string(chinese)) + `","truncated":true}`},
		{"binary cut", binary, `{"encoding":"base64","base64":"` + base64.StdEncoding.EncodeToString(binary[1:]) + `","truncated":true}`},
		{"not UTF-8 beyond what is shown", lateByte, `{"encoding":"base64","base64":"` + base64.StdEncoding.EncodeToString(lateByte[:format.MaxShown]) + `","truncated":true}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := json.Marshal(show.Encode(format.Read(znode.Root, row.data)))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != row.want {
				t.Errorf("got  %.120s\nwant %.120s", got, row.want)
			}
		})
	}
}
