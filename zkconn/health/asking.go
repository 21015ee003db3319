package health

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"net"
	"strconv"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// srvr returns the server's own status, with Asked and Since set. If the server refuses srvr, or
// hangs up, and its AdminServer is open, the status comes from AdminServer.
func (w *watched) srvr(ctx context.Context) (cluster.Server, cluster.Answer) {
	before := w.current()
	server, answer, told := cluster.Server{}, cluster.Answer{}, false
	if w.isRefused("srvr") && before.Admin == cluster.AdminOpen {
		server, told = w.srvrOfAdmin(ctx)
	}
	if !told {
		server, answer = w.srvrOfWord(ctx)
	}
	answered := !before.Asked.IsZero() && before.Role != cluster.Unreachable
	full := before.ByAdmin() && server.Why == znode.CodeServerHangsUp // as before: then one word is enough
	if answered && !full && stuck(server.Why) {                       // one failure may be a pause or its end; two mean that the server is away
		server, answer = w.srvrOfWord(ctx)
	}
	if !full && stuck(server.Why) {
		server.Why = cmp.Or(w.mismatch(ctx, before.Why, server.Why), server.Why)
	}
	if server.Why == znode.CodeServerHangsUp { // AdminServer has no limit of connections
		byAdmin, told := w.srvrOfAdmin(ctx)
		if told && (full || w.of.cluster.Mismatch(ctx, w.address()) == "") {
			byAdmin.Why = server.Why
			server = byAdmin
		}
	}
	server.Asked = time.Now()
	server.Since = server.Asked
	if !before.Asked.IsZero() && before.Role == server.Role {
		server.Since = before.Since
	}
	if !server.Told() {
		server.Version = before.Version // it still runs the version that it told before
	}
	return server, answer
}

// mismatch returns whether TLS is why a server does not answer, as Cluster.Mismatch does. It asks
// only from the second failure on, so that the first row of a server appears within a second.
func (w *watched) mismatch(ctx context.Context, before, now znode.Code) znode.Code {
	if before != now && before != znode.CodeServerTLS && before != znode.CodeServerNoTLS {
		return ""
	}
	return w.of.cluster.Mismatch(ctx, w.address())
}

// stuck reports whether the server accepted a connection but did not answer.
func stuck(why znode.Code) bool {
	return why == znode.CodeServerSilent || why == znode.CodeServerHangsUp
}

func (w *watched) srvrOfWord(ctx context.Context) (cluster.Server, cluster.Answer) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	server, answer := w.poller.asker.Server(ctx, w.of.cluster, w.address())
	w.noteRefusal("srvr", server.Role == cluster.Untold)
	return server, answer
}

func (w *watched) srvrOfAdmin(ctx context.Context) (cluster.Server, bool) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	server, _, err := w.poller.asker.AdminServer(ctx, w.of.cluster, w.address())
	return server, err == nil
}

func expiry(certificate *x509.Certificate) time.Time {
	if certificate == nil {
		return time.Time{}
	}
	return certificate.NotAfter
}

// metrics asks mntr, or AdminServer's monitor if mntr was refused before or the server hangs up.
func (w *watched) metrics(ctx context.Context, into *Server) Metrics {
	if !into.ByAdmin() && !w.isRefused("mntr") {
		answer, err := w.word(ctx, "mntr", maxMntrReply)
		if err == nil {
			return parseMntr(answer.Text)
		}
		if errors.Is(err, errRefused) { // one more question would make three in the same second
			return nil
		}
	}
	if into.Admin != cluster.AdminOpen {
		return nil
	}
	if fields := w.admin(ctx, "monitor", into); fields != nil {
		return monitorMetrics(fields)
	}
	return nil
}

// askConfiguration checks whether AdminServer answers, and takes the settings from it if conf is
// refused or the server hangs up.
func (w *watched) askConfiguration(ctx context.Context, next *Server) {
	if w.of.cluster.AdminPort < 0 {
		return
	}
	fields := w.admin(ctx, "configuration", next)
	if fields != nil && (next.ByAdmin() || w.isRefused("conf")) {
		next.Settings = adminSettings(fields)
	}
}

// askClients asks for the connections of clients by cons.
func (w *watched) askClients(ctx context.Context, next *Server) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	all, why := w.poller.asker.Connections(ctx, w.of.cluster, w.address())
	w.noteRefusal("cons", why == znode.CodeWordRefused)
	switch {
	case why == "", why == znode.CodeWordCut:
		w.takeClients(all, why == "", next)
	case why == znode.CodeWordRefused && next.Admin != cluster.AdminOpen:
		next.Busiest, next.Most, w.clients = Client{}, Client{}, connections{}
	}
}

// askAdminClients asks AdminServer for the connections of clients if cons is refused or the server
// hangs up.
func (w *watched) askAdminClients(ctx context.Context, next *Server) {
	if !next.ByAdmin() && !w.isRefused("cons") || next.Admin != cluster.AdminOpen {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	if all, answer, err := w.poller.asker.AdminConnections(ctx, w.of.cluster, w.address()); err == nil {
		next.Clock = answer.Ahead
		w.takeClients(all, !answer.Cut, next)
	}
}

// takeClients updates the busiest clients from the connections that the server told. If all is
// false, the list was cut off.
func (w *watched) takeClients(told []cluster.Connection, all bool, next *Server) {
	clients := newConnections(told, time.Now())
	next.Busiest = clients.busiest(w.clients)
	if most := clients.most(); all || most.Connections > next.Most.Connections {
		next.Most = most
	}
	w.clients = clients
}

// admin sends a command to AdminServer and returns the fields of its answer, nil on failure. It
// records the state of AdminServer in into.
func (w *watched) admin(ctx context.Context, command string, into *Server) map[string]any {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	var fields map[string]any
	answer, err := w.poller.asker.Admin(ctx, w.of.cluster, w.address(), command, maxAdminReply, &fields)
	if answer.State == cluster.AdminSilent && time.Since(w.admined) < untoldFor {
		return nil // slow, not away
	}
	into.Admin, into.Clock = answer.State, answer.Ahead
	if answer.State == cluster.AdminOpen || answer.State == cluster.AdminClosed {
		w.admined = time.Now()
	}
	if err != nil {
		return nil
	}
	return fields
}

// openPorts returns those of the server's ports for its peers to which the console can connect. It
// sends nothing to them.
func (w *watched) openPorts(ctx context.Context, server Server) []int {
	host, _, err := net.SplitHostPort(w.address())
	if err != nil {
		return nil
	}
	var open []int
	for _, port := range server.peerPorts() {
		dialer := net.Dialer{Timeout: askTimeout / 2}
		conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if cluster.DescribeDial(err) == znode.CodeServerSilent { // one timeout may be a busy machine; two are a firewall
			conn, err = dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		}
		if err == nil {
			_ = conn.Close()
			open = append(open, port)
		}
	}
	return open
}

// word asks by a four-letter word. A word that the server refuses is put off for refusedFor.
func (w *watched) word(ctx context.Context, word string, limit int64) (cluster.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	answer, err := w.poller.asker.Ask(ctx, w.of.cluster, w.address(), word, limit)
	refused := err == nil && answer.Refused()
	if refused {
		err = errRefused
	}
	w.noteRefusal(word, refused)
	return answer, err
}

// noteRefusal records whether the server refused a word.
func (w *watched) noteRefusal(word string, refused bool) {
	if refused {
		w.putOff(word, refusedFor)
	}
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	w.refused[word] = refused
}

func (w *watched) isRefused(word string) bool {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	return w.refused[word]
}
