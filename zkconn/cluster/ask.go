package cluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"strings"

	"zkweb/zkconn/znode"
)

// Asker asks servers with ZooKeeper's four-letter words, over a connection of its own
// for each, as they take no second question.
type Asker struct{ dial dialer }

// NewAsker returns an Asker. config is as Cluster.Dial's.
func NewAsker(config *tls.Config) Asker { return Asker{byName(config)} }

// Answer is what a server said.
type Answer struct {
	Text        string
	Certificate *x509.Certificate // what the server has shown over TLS; nil without
}

// Refused reports whether the server does not take the word, as it is not among those
// of 4lw.commands.whitelist.
func (a Answer) Refused() bool { return strings.Contains(a.Text, "not in the whitelist") }

// Ask returns the first limit bytes of what a server answers to a word, by the time
// that ctx ends. The code of a *znode.Error says why there is no answer.
func (a Asker) Ask(ctx context.Context, c Cluster, address, word string, limit int64) (Answer, error) {
	conn, err := a.dial(ctx, c, address)
	if err != nil {
		return Answer{}, unanswered(address, DescribeDial(err), err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	answer := Answer{}
	if secure, ok := conn.(*tls.Conn); ok && len(secure.ConnectionState().PeerCertificates) > 0 {
		answer.Certificate = secure.ConnectionState().PeerCertificates[0]
	}
	_, err = io.WriteString(conn, word)
	text, received := io.ReadAll(io.LimitReader(conn, limit))
	answer.Text = string(text)
	if len(text) > 0 {
		return answer, nil
	}
	if err == nil {
		err = received
	}
	switch {
	case ctx.Err() != nil:
		return answer, unanswered(address, znode.CodeServerSilent, ctx.Err())
	case err != nil:
		return answer, unanswered(address, DescribeDial(err), err)
	}
	return answer, unanswered(address, znode.CodeServerHungUp, io.EOF)
}

func unanswered(address string, code znode.Code, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: code, Args: znode.Args{"server": address}, Cause: cause}
}

// Server asks a server how it is, with srvr. Who does not answer is Unreachable.
func (a Asker) Server(ctx context.Context, c Cluster, address string) (Server, Answer) {
	server := Server{Address: address, Role: Unreachable}
	answer, err := a.Ask(ctx, c, address, "srvr", maxSrvrReply)
	if err != nil {
		server.Why = znode.CodeOf(err)
		return server, answer
	}
	server.read(answer.Text)
	return server, answer
}
