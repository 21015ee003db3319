package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/history"
	"zkweb/zkconn/history/remote"
	"zkweb/zkconn/secretfile"
)

// leastToken is the fewest characters of a token.
const leastToken = 32

// peerSettings are how two processes that exchange a history authenticate each other.
type peerSettings struct {
	certFile, keyFile string // of our own certificate
	ca                string // the authorities that may have issued the other's certificate
	tokenFile         string
}

// tokenForm describes the file of a token.
const tokenForm = "the name of a file such as “openssl rand -hex 32 > FILE” makes, with mode 0600"

// token reads the token; "" for none. prefix is the prefix of the settings' names. The error is a
// usageError.
func (s *peerSettings) token(prefix string) (string, error) {
	if s.tokenFile == "" {
		return "", nil
	}
	refuse := func(why error) (string, error) {
		return "", usageError{settings.Refuse(prefix+"token-file", s.tokenFile, tokenForm, why)}
	}
	text, err := secretfile.Read(s.tokenFile)
	if err != nil {
		return refuse(err)
	}
	token := strings.TrimSpace(string(text))
	if len(token) < leastToken || strings.ContainsAny(token, " \r\n\t") {
		return refuse(errors.New("it does not hold one"))
	}
	return token, nil
}

// handoverAddress returns the URL of the history of a recorder at an https address.
func handoverAddress(value string) (string, error) {
	address, err := url.Parse(value)
	if err != nil || address.Scheme != "https" || address.Host == "" || address.User != nil || strings.Trim(address.Path, "/") != "" || address.RawQuery != "" {
		return "", errors.New("it is no such address")
	}
	return "https://" + address.Host + handoverPath, nil
}

// handoverClient gets histories from recorders, or pushes them.
type handoverClient struct {
	http  *http.Client
	token string
}

// client makes a handoverClient. prefix is the prefix of the settings' names. The error is a
// usageError.
func (s *peerSettings) client(prefix string) (*handoverClient, error) {
	token, err := s.token(prefix)
	if err != nil {
		return nil, err
	}
	config, err := cluster.LoadTLS(s.ca, s.certFile, s.keyFile)
	if err != nil {
		flag, value := tlsFiles{s.ca, s.certFile, s.keyFile}.unusable()
		if flag != "ca" {
			flag = "tls-" + flag
		}
		return nil, usageError{settings.Refuse(prefix+flag, value, "a PEM file that can be read, and --"+prefix+"tls-cert with --"+prefix+"tls-key", err)}
	}
	transport := &http.Transport{TLSClientConfig: config, TLSHandshakeTimeout: headerTimeout, ResponseHeaderTimeout: 10 * time.Second, ExpectContinueTimeout: 10 * time.Second}
	return &handoverClient{&http.Client{Transport: transport, CheckRedirect: stay}, token}, nil
}

// stay follows no redirects, so that the token and the history go to the given address only.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// follow copies the history at an address into a store until ctx is done.
func (c *handoverClient) follow(ctx context.Context, address string, to *recorderStore, logger *slog.Logger) {
	defer c.http.CloseIdleConnections()
	remote.Follow(ctx, c.http, address, c.token, to, logger)
}

// push pushes a history to an address until ctx is done.
func (c *handoverClient) push(ctx context.Context, address string, from *history.Store, logger *slog.Logger) {
	defer c.http.CloseIdleConnections()
	remote.Push(ctx, c.http, address, c.token, from, logger)
}
