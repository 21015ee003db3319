package mask

import (
	"fmt"
	"strings"
	"testing"

	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// BenchmarkMaskOnce masks values like those that a find reads: many small ones without secrets,
// each of a different znode.
func BenchmarkMaskOnce(b *testing.B) {
	path := func(i int) znode.Path {
		path, err := znode.ParsePath(fmt.Sprintf("/bench/find/n-%02d/n-%02d/n-%02d", i%20, i/20%20, i%7))
		if err != nil {
			b.Fatal(err)
		}
		return path
	}
	var paths []znode.Path
	for i := range 400 {
		paths = append(paths, path(i))
	}
	for _, value := range []struct{ name, data string }{
		{"instance", `{"name":"orders","id":"7f1c2a9e-4b7d-4d53-9a30-5a1f0c9a2b11","address":"10.4.17.32","port":8080,"sslPort":null,"payload":{"@class":"com.example.Instance","version":"2.14.3","zone":"eu-central-1b","weight":100},"registrationTimeUTC":1764104400123,"serviceType":"DYNAMIC","uriSpec":{"parts":[{"value":"address","variable":true}]}}`},
		{"links", `{"name": "orders", "endpoints": ["http://orders.internal:8080"], "text": "` + strings.Repeat("x", 220) + `"}`},
		{"properties", strings.Repeat("max.connections=200\nretry.interval.ms=1500\nlog.dir=/var/lib/orders\n", 4)},
		{"number", "1764104400123"},
		{"host", "worker-17.internal:2181"},
		{"Chinese", strings.Repeat("名称=订单服务\n", 12)},
	} {
		b.Run(value.name, func(b *testing.B) {
			masker, data := usual(b), []byte(value.data)
			b.ReportAllocs()
			used := zktest.ProcessorTime(b, func() {
				for i := range b.N {
					if masked := masker.MaskOnce(b.Context(), paths[i%len(paths)], data); masked.Count > 0 {
						b.Fatal("masked")
					}
				}
			})
			b.ReportMetric(float64(used)/float64(b.N), "cpu-ns/op")
		})
	}
}
