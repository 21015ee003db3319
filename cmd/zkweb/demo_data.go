package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

const (
	sampleDeviceCount = 5000
	sampleReportBytes = 300 << 10
)

// sampleNodes returns the sample tree, parents first, without its locks and its many devices. It
// resembles well-known clusters, and has one of everything that the console can show.
func sampleNodes() []sampleNode {
	return slices.Concat(
		sampleConfig(), sampleChinese(), sampleKafka(), sampleServices(),
		samplePrivate(), sampleNames(), sampleBytes(),
	)
}

func sampleConfig() []sampleNode {
	return []sampleNode{
		node("/config", ""),
		node("/config/checkout", ""),
		node("/config/checkout/features.json", `{
  "new_basket": true,
  "express_delivery": {"enabled": true, "percent": 25, "regions": ["EU", "UK"]},
  "max_items": 200,
  "support_text": "We answer within a day ☕"
}
`),
		node("/config/checkout/limits.json", `{"requests_per_second":350,"burst":700,"timeout_ms":1500,"retries":{"count":3,"backoff_ms":[50,200,800]}}`),
		node("/config/checkout/application.yaml", `# read by every instance at start
server:
  port: 8443
  threads: 64
database:
  url: jdbc:postgresql://db-main:5432/checkout
  pool: {min: 4, max: 32}
logging:
  level:
    root: info
    com.example.checkout: debug
`),
		node("/config/checkout/beans.xml", `<?xml version="1.0" encoding="UTF-8"?>
<beans>
  <bean id="basket" class="com.example.checkout.Basket" scope="request">
    <property name="currency" value="EUR"/>
    <property name="maxItems" value="200"/>
  </bean>
</beans>
`),
		node("/config/checkout/log4j.properties", `# rotated nightly
log4j.rootLogger=INFO, file
log4j.appender.file=org.apache.log4j.DailyRollingFileAppender
log4j.appender.file.File=/var/log/checkout/checkout.log
`),
		node("/config/checkout/maintenance", ""),
		node("/config/motd", "Deployments are frozen until Monday 08:00 UTC.\n"),
	}
}

func sampleChinese() []sampleNode {
	return []sampleNode{
		node("/配置中心", ""),
		node("/配置中心/订单服务", ""),
		node("/配置中心/订单服务/数据库.yaml", "# 订单库，主从各一\n主库: db-orders-1:3306\n从库: db-orders-2:3306\n连接池:\n  最小: 4\n  最大: 32\n"),
		node("/配置中心/订单服务/限流.json", `{"每秒请求数":350,"突发":700,"说明":"超过后返回“请稍后再试”"}`),
		node("/配置中心/欢迎语", "欢迎使用本系统 👋🎉\n今天也要加油哦 💪🐼\n"),
	}
}

func sampleKafka() []sampleNode {
	nodes := []sampleNode{
		node("/brokers", ""), node("/brokers/ids", ""), node("/brokers/topics", ""),
		node("/controller_epoch", "7"),
		ephemeral("/controller", `{"version":2,"brokerid":1,"timestamp":"1767225600000","kraftControllerEpoch":-1}`),
	}
	for id := 1; id <= 3; id++ {
		nodes = append(nodes, ephemeral(fmt.Sprintf("/brokers/ids/%d", id), fmt.Sprintf(
			`{"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},"endpoints":["PLAINTEXT://kafka-%[1]d:9092"],"host":"kafka-%[1]d","port":9092,"jmx_port":-1,"features":{},"version":5}`, id)))
	}
	for _, topic := range []string{"orders", "payments", "shipments"} {
		path := "/brokers/topics/" + topic
		nodes = append(nodes, node(path, `{"removing_replicas":{},"partitions":{"0":[1,2],"1":[2,3],"2":[3,1]},"adding_replicas":{},"version":3}`),
			node(path+"/partitions", ""))
		for partition := range 3 {
			nodes = append(nodes, node(fmt.Sprintf("%s/partitions/%d", path, partition), ""),
				node(fmt.Sprintf("%s/partitions/%d/state", path, partition),
					fmt.Sprintf(`{"controller_epoch":7,"leader":%d,"version":1,"leader_epoch":12,"isr":[1,2,3]}`, partition+1)))
		}
	}
	return nodes
}

// sampleServices returns services, registered as Curator's service discovery does and as Dubbo
// does, whose names are escaped URLs.
func sampleServices() []sampleNode {
	nodes := []sampleNode{node("/services", "")}
	for i, service := range []string{"catalogue", "checkout", "search"} {
		nodes = append(nodes, node("/services/"+service, ""))
		for instance := range 2 + i {
			id := fmt.Sprintf("%08x-5b1e-4c1d-9f0e-6a7c%08x", 0x9d2f1a40+17*i+instance, 0x31d5e200+instance)
			nodes = append(nodes, ephemeral("/services/"+service+"/"+id, fmt.Sprintf(
				`{"name":%q,"id":%q,"address":"10.20.%d.%d","port":8443,"sslPort":null,"registrationTimeUTC":1767225600000,"serviceType":"DYNAMIC"}`,
				service, id, i, 11+instance)))
		}
	}
	return append(nodes,
		node("/dubbo", ""), node("/dubbo/com.example.OrderService", ""), node("/dubbo/com.example.OrderService/providers", ""),
		ephemeral("/dubbo/com.example.OrderService/providers/dubbo%3A%2F%2F10.20.3.11%3A20880%2Fcom.example.OrderService%3Fversion%3D1.4.2%26timeout%3D3000", "10.20.3.11"))
}

// samplePrivate returns znodes that only the sample user may read, and one that everybody may read
// but only that user may change.
func samplePrivate() []sampleNode {
	user := znode.ACL{Scheme: "digest", ID: session.DigestID(demoUser, demoPassword), Perms: znode.PermAll}
	only := []znode.ACL{user}
	others := []znode.ACL{user, {Scheme: "world", ID: "anyone", Perms: znode.PermRead}}
	return []sampleNode{
		node("/secrets", "Sign in as "+demoUser+" to see what is below.\n"),
		{path: "/secrets/" + demoUser, data: []byte("down the rabbit hole\n"), acl: only},
		{path: "/secrets/" + demoUser + "/database.properties", data: []byte("user=checkout\npassword=tea-at-six\n"), acl: only},
		{path: "/secrets/" + demoUser + "/api-token", data: []byte("sample-0123456789abcdef"), acl: only},
		{path: "/secrets/read-only", data: []byte("Everybody may read this; only " + demoUser + " may change it.\n"), acl: others},
	}
}

// sampleNames returns names that need care in URLs, shells and pages.
func sampleNames() []sampleNode {
	nodes := []sampleNode{node("/names", "Every name below is one that real trees hold.\n")}
	for _, name := range []string{
		"100%", "127%2E0%2E0%2E1:9923", "a+b=c", "a&b", "back\\slash", "hash#tag", "quote's and \"quotes\"",
		"two  spaces", "what?", "wide open", "<b>not bold", "café", "Ελλάδα", "日本語", "한국어", "...",
	} {
		nodes = append(nodes, node("/names/"+name, "my name is "+name+"\n"))
	}
	return nodes
}

func sampleBytes() []sampleNode {
	return []sampleNode{
		node("/devices", ""),
		node("/locks", ""), node("/locks/nightly-report", ""), node("/locks/stock-import", ""),
		node("/data", ""),
		node("/data/empty", ""),
		{path: "/data/binary", data: everyByte()},
		{path: "/data/java-serialized", data: []byte("\xac\xed\x00\x05sr\x00\x11java.lang.Integer\x12\xe2\xa0\xa4\xf7\x81\x878\x02\x00\x01I\x00\x05valuexr\x00\x10java.lang.Number\x86\xac\x95\x1d\x0b\x94\xe0\x8b\x02\x00\x00xp\x00\x00\x00\x2a")},
		{path: "/data/report.json.gz", data: compressed(`{"report":"nightly","rows":1284,"ok":true,"took_ms":5312}` + "\n")},
		node("/data/report.log", report(sampleReportBytes)),
	}
}

// sampleDevices returns the many children of /devices.
func sampleDevices() []sampleNode {
	nodes := make([]sampleNode, sampleDeviceCount)
	for i := range nodes {
		nodes[i] = node(fmt.Sprintf("/devices/device-%05d", i+1),
			fmt.Sprintf(`{"serial":"%08X","model":"MX-%d","online":%t}`, 0x51a70000+7919*i, 100+i%7, i%5 != 0))
	}
	return nodes
}

func node(path, text string) sampleNode { return sampleNode{path: path, data: []byte(text)} }

func ephemeral(path, text string) sampleNode {
	return sampleNode{path: path, data: []byte(text), mode: znode.ModeEphemeral}
}

func everyByte() []byte {
	all := make([]byte, 1024)
	for i := range all {
		all[i] = byte(i)
	}
	return all
}

func compressed(text string) []byte {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	_, _ = writer.Write([]byte(text)) // a bytes.Buffer never fails
	_ = writer.Close()
	return buffer.Bytes()
}

// report returns lines of a log of size bytes.
func report(size int) string {
	var lines strings.Builder
	for i := 0; lines.Len() < size; i++ {
		fmt.Fprintf(&lines, "2026-01-01T%02d:%02d:%02dZ INFO  worker-%d batch %05d done, 128 rows in %d ms\n", i/3600%24, i/60%60, i%60, i%8, i, 20+i*37%400)
	}
	return lines.String()[:size]
}
