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

// peerSettings say how two processes that hand a history over know each other.
type peerSettings struct {
	certFile, keyFile string // what is shown to the other
	ca                string // what the other must show is of these authorities
	tokenFile         string
}

// tokenForm is what a token's file is.
const tokenForm = "the name of a file such as “openssl rand -hex 32 > FILE” makes, with mode 0600"

// token reads the token; "" for none. prefix is that of the settings' names. The error is
// a usageError.
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

// handoverAddress returns where a recorder at an https address hands its history over.
func handoverAddress(value string) (string, error) {
	address, err := url.Parse(value)
	if err != nil || address.Scheme != "https" || address.Host == "" || address.User != nil || strings.Trim(address.Path, "/") != "" || address.RawQuery != "" {
		return "", errors.New("it is no such address")
	}
	return "https://" + address.Host + handoverPath, nil
}

// handoverClient asks recorders for their histories, or pushes them.
type handoverClient struct {
	http  *http.Client
	token string
}

// client makes one. prefix is that of the settings' names. The error is a usageError.
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

// stay keeps the token, and a history, from any address but the one that was given.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// follow copies the history at an address into a store until ctx ends.
func (c *handoverClient) follow(ctx context.Context, address string, to *recorderStore, logger *slog.Logger) {
	defer c.http.CloseIdleConnections()
	remote.Follow(ctx, c.http, address, c.token, to, logger)
}

// push pushes a history to an address until ctx ends.
func (c *handoverClient) push(ctx context.Context, address string, from *history.Store, logger *slog.Logger) {
	defer c.http.CloseIdleConnections()
	remote.Push(ctx, c.http, address, c.token, from, logger)
}
