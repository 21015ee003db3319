package main

import (
	"crypto/x509"
	"encoding/pem"
	"maps"
	"net"
	"os"
	"slices"
	"time"

	"zkweb/zkconn/cluster"
)

// expirySoon is the time before its expiry from which on a certificate is reported.
const expirySoon = 30 * 24 * time.Hour

// unsafe returns what "zkweb check" reports in addition to the warnings at every start: settings
// that are often intended, but unsafe all the same.
func (s *consoleSettings) unsafe(now time.Time) (all []warning) {
	say := func(when bool, message string, details ...any) {
		if when {
			all = append(all, warning{message, details})
		}
	}
	verified := len(s.unverified()) < len(s.clusters)
	say(verified && s.front.certFile == "" && !isLoopback(s.listen) && len(s.front.trustedProxies) == 0,
		"passwords reach this console over plain HTTP: use --tls-cert, or a proxy that serves HTTPS and is named by --trusted-proxy", "listen", s.listen)
	for _, network := range s.front.trustedProxies {
		say(network.Bits() == 0, "every address is believed to be a proxy, so anybody can claim to come from another: name the proxy's own network", "trusted-proxy", network)
	}
	for _, c := range s.clusters {
		say(!c.TLS && !local(c), "credentials go to ZooKeeper over the network in the clear: use tls:// servers where there are any", "cluster", c.Name)
	}
	for _, pair := range s.secondNames() {
		if pair.sharesServer() {
			all = append(all, pair.warning("two clusters share a server, and one has less --approve"))
		}
	}
	say(s.signInLimit == 0, "passwords can be guessed without a limit: --sign-in-limit is 0")
	say(s.zookeeper.followEnsemble, "credentials go wherever /zookeeper/config points, which may be changed at run time: --follow-ensemble is on")
	say(s.people.allowWrites && !s.record.auditReads, "who looked at what is not on record: --audit-reads is off")
	recorder := s.history.recorder
	files := map[string]bool{s.front.certFile: true, s.zookeeper.tls.cert: true, s.zookeeper.tls.ca: true, recorder.certFile: true, recorder.ca: true}
	for _, own := range s.zookeeper.own {
		files[own.cert], files[own.ca] = true, true
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		end, ok := expiry(file)
		say(ok && end.Before(now.Add(expirySoon)), "a certificate is out of date or will be within 30 days", "file", file, "until", end.UTC().Format(time.RFC3339))
	}
	keys := map[string]bool{s.front.keyFile: true, s.zookeeper.tls.key: true, recorder.keyFile: true}
	for _, own := range s.zookeeper.own {
		keys[own.key] = true
	}
	for _, file := range slices.Sorted(maps.Keys(keys)) {
		info, err := os.Stat(file)
		say(err == nil && info.Mode().Perm()&openToOthers&^0o040 != 0, "other users of this machine have too many rights to a private key", "file", file)
	}
	return append(all, s.unused()...)
}

// local reports whether all servers of a cluster are on this machine.
func local(c cluster.Cluster) bool {
	for _, server := range c.Servers {
		host, _, err := net.SplitHostPort(server)
		if err != nil || !isLoopback(net.JoinHostPort(host, "0")) {
			return false
		}
	}
	return true
}

// expiry returns when the first of the certificates in a PEM file expires, and whether the file has
// any.
func expiry(file string) (end time.Time, ok bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return end, false
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		parsed, err := x509.ParseCertificate(block.Bytes)
		if err == nil && (!ok || parsed.NotAfter.Before(end)) {
			end, ok = parsed.NotAfter, true
		}
	}
	return end, ok
}
