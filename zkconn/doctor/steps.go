package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

const (
	mostAddresses = 8        // how many addresses of a name are tried
	maxAnswer     = 64 << 10 // in bytes
)

func (w *way) resolve(ctx context.Context) (znode.Args, error) {
	host, port, err := net.SplitHostPort(w.address)
	if err != nil {
		return nil, err
	}
	addresses, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, address := range addresses[:min(len(addresses), mostAddresses)] {
		texts = append(texts, address.String())
		w.resolved = append(w.resolved, net.JoinHostPort(address.String(), port))
	}
	return znode.Args{"addresses": strings.Join(texts, ", ")}, nil
}

// dial connects to the first of the addresses that accepts the connection.
func (w *way) dial(ctx context.Context) (args znode.Args, err error) {
	dialer := net.Dialer{Timeout: stepTime / time.Duration(max(len(w.resolved), 1))} // an equal share of the time for each address
	var failed []string
	for _, address := range w.resolved {
		var conn net.Conn
		if conn, err = dialer.DialContext(ctx, "tcp", address); err == nil {
			w.conn = conn
			_ = conn.SetDeadline(time.Now().Add(stepTime))
			return znode.Args{"address": address, "failed": strings.Join(failed, ", ")}, nil
		}
		failed = append(failed, address)
	}
	return nil, err
}

// secure reads the server's certificates before it verifies them, so that they are shown even if
// they are invalid.
func (w *way) secure(ctx context.Context) (znode.Args, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if w.trust != nil {
		config = w.trust.Clone()
	}
	config.ServerName, _, _ = net.SplitHostPort(w.address)
	config.InsecureSkipVerify = true // verify checks the chain after it was recorded
	var chain []*x509.Certificate    // recorded even if the handshake fails later, as when the server refuses the console's certificate
	config.VerifyPeerCertificate = func(raw [][]byte, _ [][]*x509.Certificate) error {
		for _, each := range raw {
			if certificate, err := x509.ParseCertificate(each); err == nil {
				chain = append(chain, certificate)
			}
		}
		return nil
	}
	secure := tls.Client(w.conn, config)
	err := secure.HandshakeContext(ctx)
	if len(chain) == 0 {
		return nil, w.noCertificate(ctx, err)
	}
	args := describe(chain)
	if err == nil {
		w.conn = secure
		state := secure.ConnectionState()
		args["protocol"], args["cipher"] = tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite)
	}
	return args, cmp.Or(verify(chain, config), err)
}

// noCertificate returns why a server showed no certificate. One that hangs up does not speak TLS, or
// has too many connections.
func (w *way) noCertificate(ctx context.Context, err error) error {
	if cluster.DescribeDial(err) == znode.CodeServerHungUp {
		return &znode.Error{Kind: znode.Unavailable, Code: w.whyNot(ctx, znode.CodeServerHangsUp), Args: znode.Args{"server": w.address}, Cause: err}
	}
	return err
}

// describe returns the server's certificate, and those that signed it, as arguments of the step.
func describe(chain []*x509.Certificate) znode.Args {
	var subjects []string
	for _, certificate := range chain {
		subjects = append(subjects, certificate.Subject.String())
	}
	return znode.Args{
		"subject": subjects[0], "issuer": chain[0].Issuer.String(), "chain": strings.Join(subjects, " ← "),
		"names": strings.Join(namesOf(chain[0]), ", "), "until": chain[0].NotAfter.UTC().Format(time.RFC3339),
	}
}

// namesOf returns the host names and IP addresses in a certificate.
func namesOf(certificate *x509.Certificate) []string {
	names := certificate.DNSNames
	for _, ip := range certificate.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

// verify verifies the chain as a TLS handshake would.
func verify(chain []*x509.Certificate, config *tls.Config) error {
	options := x509.VerifyOptions{Roots: config.RootCAs, DNSName: config.ServerName, Intermediates: x509.NewCertPool()}
	for _, certificate := range chain[1:] {
		options.Intermediates.AddCert(certificate)
	}
	_, err := chain[0].Verify(options)
	return err
}

// askVersion asks for the version by srvr, over a connection of its own: a server that does not
// know a word hangs up.
func (w *way) askVersion(ctx context.Context) (znode.Args, error) {
	server, _ := cluster.NewAsker(w.trust).Server(ctx, w.cluster, w.address)
	switch server.Role {
	case cluster.Unreachable:
		return nil, &znode.Error{Kind: znode.Unavailable, Code: w.whyNot(ctx, server.Why), Args: znode.Args{"server": w.address}}
	case cluster.Untold:
		return nil, errSkipped
	}
	w.version = server.Version
	return znode.Args{"version": server.Version.String(), "role": string(server.Role)}, nil
}

// whyNot distinguishes a server that expects TLS, or does not speak it, from one that hangs. Netty
// waits for more than the four letters before it knows that they are not TLS.
func (w *way) whyNot(ctx context.Context, why znode.Code) znode.Code {
	if why != znode.CodeServerSilent && why != znode.CodeServerHangsUp {
		return why
	}
	return cmp.Or(w.cluster.Mismatch(context.WithoutCancel(ctx), w.address), why)
}

func (w *way) handshake(context.Context) (znode.Args, error) {
	grant, err := wire.Handshake(w.conn, wire.Hello{Timeout: w.timeout})
	if err != nil {
		return nil, err
	}
	return znode.Args{"timeout": grant.Timeout.String(), "asked": w.timeout.String()}, nil
}

func (w *way) whoAmI(context.Context) (znode.Args, error) {
	if !w.version.AtLeast(3, 7) {
		return nil, errSkipped
	}
	answer, err := wire.Ask(w.conn, wire.OpWhoAmI, maxAnswer, nil)
	if err != nil {
		return nil, err
	}
	var identities []string
	for range answer.Count(8) {
		identities = append(identities, answer.Text()+":"+answer.Text())
	}
	return znode.Args{"identities": strings.Join(identities, ", ")}, answer.Err
}

func (w *way) sync(context.Context) (znode.Args, error) {
	_, err := wire.Ask(w.conn, wire.OpSync, maxAnswer, func(e *jute.Encoder) { e.Text("/") })
	return nil, err
}

// findChroot checks that the cluster's chroot exists. That needs no permission.
func (w *way) findChroot(context.Context) (znode.Args, error) {
	path := w.cluster.Chroot.String()
	_, err := wire.Ask(w.conn, wire.OpExists, maxAnswer, func(e *jute.Encoder) {
		e.Text(path)
		e.Bool(false)
	})
	if errors.Is(err, wire.CodeNoNode) {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeChrootMissing, Args: znode.Args{"chroot": path, "cluster": w.cluster.Name}, Cause: err}
	}
	return znode.Args{"path": path}, err
}
