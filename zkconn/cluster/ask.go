package cluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// askTimeout is how long a server may take to begin an answer.
const askTimeout = time.Second

// Asker asks servers by four-letter words and at AdminServer. It opens a connection for each word,
// because servers close it after their answer.
type Asker struct{ dial dialer }

// dialer connects to a server of a cluster.
type dialer func(ctx context.Context, c Cluster, address string) (net.Conn, error)

// NewAsker returns an Asker. config is passed to Cluster.Dial.
func NewAsker(config *tls.Config) Asker { return Asker{byName(config)} }

// byName returns a dialer that connects to servers by the names that the cluster has.
func byName(config *tls.Config) dialer {
	return func(ctx context.Context, c Cluster, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		return c.Dial(ctx, address, host, config)
	}
}

// begin sends a word to a server. The connection is closed by done, or when ctx ends.
func (a Asker) begin(ctx context.Context, c Cluster, address, word string) (conn net.Conn, done func(), err error) {
	if conn, err = a.dial(ctx, c, address); err != nil {
		return nil, nil, err
	}
	forget := context.AfterFunc(ctx, func() { _ = conn.Close() })
	done = func() {
		forget()
		_ = conn.Close()
	}
	if _, err = io.WriteString(conn, word); err != nil {
		done()
		return nil, nil, err
	}
	return conn, done, nil
}

// Answer is the answer of a server.
type Answer struct {
	Text        string
	Certificate *x509.Certificate // the server's certificate, even if it has expired; nil without TLS
	Reached     string            // IP address and port at which the server was reached; "" if it was not reached
}

// refusal is in a server's answer to a word that is not allowed.
const refusal = "is not executed because it is not in the whitelist"

// Refused reports whether the server refused the word because 4lw.commands.whitelist lacks it.
func (a Answer) Refused() bool { return strings.Contains(a.Text, refusal) }

// Ask returns the first limit bytes of a server's answer to a word. If there is none, or it is not
// complete when ctx ends, the error is a *znode.Error whose code says why.
func (a Asker) Ask(ctx context.Context, c Cluster, address, word string, limit int64) (Answer, error) {
	conn, done, err := a.begin(ctx, c, address, word)
	if err != nil {
		return Answer{Certificate: expired(err)}, unanswered(address, describeEnd(err), err)
	}
	defer done()
	answer := Answer{Reached: conn.RemoteAddr().String()}
	if secure, ok := conn.(*tls.Conn); ok && len(secure.ConnectionState().PeerCertificates) > 0 {
		answer.Certificate = secure.ConnectionState().PeerCertificates[0]
	}
	text, err := io.ReadAll(io.LimitReader(conn, limit))
	answer.Text = string(text)
	switch {
	case len(text) > 0 && err == nil, answer.Refused(): // a refusal is complete even if the connection fails after it
		return answer, nil
	case ctx.Err() != nil: // an incomplete answer may end in the middle of a number
		return answer, unanswered(address, znode.CodeServerSilent, ctx.Err())
	case err != nil:
		return answer, unanswered(address, describeEnd(err), err)
	}
	return answer, unanswered(address, znode.CodeServerHangsUp, io.EOF)
}

// expired returns the certificate if err says that it has expired; otherwise nil.
func expired(err error) *x509.Certificate {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return invalid.Cert
	}
	return nil
}

// describeEnd returns the code for why a server did not answer a word. Cluster.Mismatch finds out
// whether one that hangs up does so because of TLS.
func describeEnd(err error) znode.Code {
	code := DescribeDial(err)
	if code == znode.CodeServerHungUp {
		return znode.CodeServerHangsUp
	}
	return code
}

func unanswered(address string, code znode.Code, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: code, Args: znode.Args{"server": address}, Cause: cause}
}

// Server asks a server for its status by srvr. A server that does not answer is Unreachable.
func (a Asker) Server(ctx context.Context, c Cluster, address string) (Server, Answer) {
	server := Server{Address: address, Role: Unreachable}
	answer, err := a.Ask(ctx, c, address, "srvr", maxSrvrReply)
	if err != nil {
		server.Why = znode.CodeOf(err)
		if foreign(answer.Text) {
			server.Why = znode.CodeServerForeign
		}
		return server, answer
	}
	server.read(answer.Text)
	server.Reached = answer.Reached
	return server, answer
}

// foreign reports whether an incomplete answer to srvr begins differently from all of ZooKeeper's.
func foreign(begun string) bool {
	for _, theirs := range []string{"Zookeeper version: ", "This ZooKeeper instance", "srvr is not executed"} {
		if n := min(len(begun), len(theirs)); begun[:n] == theirs[:n] {
			return false
		}
	}
	return true
}
