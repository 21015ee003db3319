package e2e

import (
	"bytes"
	"compress/gzip"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestLayersOfData reads a znode through its layers and overrides the detected character set.
// Another znode contains an encoded URL.
func TestLayersOfData(t *testing.T) {
	t.Parallel()
	c, client := writable(t)
	coded, err := simplifiedchinese.GB18030.NewEncoder().String(`{"说明":"订单数据库","host":"db1"}`)
	must(t, err)
	var packed bytes.Buffer
	stream := gzip.NewWriter(&packed)
	_, err = stream.Write([]byte(coded))
	must(t, err)
	must(t, stream.Close())
	put(t, client, "/gbk", packed.String())
	put(t, client, "/provider", "dubbo%3A%2F%2F10.0.0.1%3A20880%2Fcom.acme.Orders%3Fside%3Dprovider%26timeout%3D3000")

	tab := newTab(t, c)
	tab.enter("/c/main/tree/gbk", "", "")
	tab.expect(".views a", "JSON", "Text", "GB18030", "Big5", "EUC-KR", "Latin-1", "Hex", "Download")
	tab.expect(".data pre .l", "{", `"说明": "订单数据库",`, `"host": "db1"`, "}")
	tab.awaitSays("gzip → GB18030 (guessed) → JSON.")
	tab.follow("link", "Latin-1", ".views")
	tab.expectPath("/c/main/tree/gbk?view=latin1")
	tab.awaitSays("gzip → Latin-1 → JSON.")
	tab.goTo("/c/main/tree/provider")
	tab.expect(".views a", "URL", "Text", "Hex", "Download")
	tab.expect(".data pre .l", "url = dubbo://10.0.0.1:20880/com.acme.Orders", "side = provider", "timeout = 3000")
}
