package recorder

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
)

// FollowLog is like FollowAudit, but for a server's own log. It tells the addresses of clients, and
// the names of those that use SASL.
func FollowLog(ctx context.Context, file string, logger *slog.Logger, hear func(Claim)) {
	followLines(ctx, file, logger, (&serverLog{addresses: map[int64]string{}}).parse, hear)
}

// serverLog parses the lines of a server's log.
type serverLog struct{ addresses map[int64]string }

// The messages of ZooKeeperServer. The first exists since 3.4, the others in this form since 3.7;
// before, they named no session.
var (
	established = regexp.MustCompile(`^Established session 0x([0-9a-f]{1,16}) with negotiated timeout \d+ for client (\S+)$`)
	authorized  = regexp.MustCompile(`^Session 0x([0-9a-f]{1,16}): auth success for scheme \S+ and address (\S+)$`)
	saslNamed   = regexp.MustCompile(`^Session 0x([0-9a-f]{1,16}): adding SASL authorization for authorizationID: (.+)$`)
)

// parse parses a line such as
//
//	2026-01-02 03:04:05,678 [myid:1] - INFO  [thread:ZooKeeperServer@1] - Established session 0x1 with negotiated timeout 4000 for client /127.0.0.1:51234
func (l *serverLog) parse(line string) (Claim, bool) {
	message := messageOf(line)
	if found := saslNamed.FindStringSubmatch(message); found != nil {
		session, ok := sessionOf(found[1])
		name := strings.TrimSpace(found[2])
		return Claim{session, name, l.addresses[session]}, ok && name != "" && isName(name)
	}
	found := established.FindStringSubmatch(message)
	if found == nil {
		found = authorized.FindStringSubmatch(message)
	}
	if found == nil {
		return Claim{}, false
	}
	session, ok := sessionOf(found[1])
	address, known := clientOf(found[2])
	if !ok || !known {
		return Claim{}, false
	}
	if len(l.addresses) >= maxClaims {
		clear(l.addresses)
	}
	l.addresses[session] = address
	return Claim{session, "", address}, true
}

// messageOf returns the message of a line. It follows the level and the class in every layout,
// after a dash that no class name contains.
func messageOf(line string) string {
	_, rest, found := strings.Cut(line, "INFO")
	if !found {
		return ""
	}
	_, message, _ := strings.Cut(rest, " - ")
	return message
}

func sessionOf(digits string) (int64, bool) {
	session, err := strconv.ParseUint(digits, 16, 64)
	return int64(session), err == nil && session != 0
}

// clientOf returns the address in a text such as "/127.0.0.1:51234".
func clientOf(text string) (string, bool) {
	text = text[strings.LastIndexByte(text, '/')+1:]
	at := strings.LastIndexByte(text, ':')
	if at < 0 {
		return "", false
	}
	address, err := netip.ParseAddr(strings.Trim(text[:at], "[]"))
	return address.Unmap().WithZone("").String(), err == nil
}

// clientsEvery is the pause between questions for the servers' connections.
const clientsEvery = 30 * time.Second

// FollowClients asks servers for their connections by cons every 30 seconds, and calls hear with
// the address of each session until ctx ends. It misses shorter sessions, and learns nothing from
// servers that refuse cons. config is as for Cluster.Dial.
func FollowClients(ctx context.Context, servers []cluster.Cluster, config *tls.Config, hear func(Claim)) {
	clients := cluster.NewClients(config)
	for ctx.Err() == nil {
		for _, server := range servers {
			asking, cancel := context.WithTimeout(ctx, askTimeout)
			for session, address := range clients.Of(asking, server) {
				if host, _, err := net.SplitHostPort(address); err == nil {
					hear(Claim{session, "", host})
				}
			}
			cancel()
		}
		wait(ctx, clientsEvery)
	}
}
