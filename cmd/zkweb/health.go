package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"

	"zkweb/cmd/zkweb/settings"
)

const healthTimeout = 3 * time.Second

func healthCommand() command {
	console := new(consoleSettings)
	return command{
		settings.Command{Name: "health", Does: "ask a running console's /healthz; exit 0 or 1\nIt takes the flags of serve, so that one environment or file serves both.", Settings: console.list(), Whole: true},
		func(ctx context.Context, _ settings.Given) error { return askHealth(ctx, console) },
	}
}

// askHealth asks the console that listens at the configured address, and returns why it is not
// healthy.
func askHealth(ctx context.Context, settings *consoleSettings) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	url := settings.front.scheme() + "://" + reachable(settings.listen) + "/healthz"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{ // no proxy and no check of names, since it is this machine
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
	}}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the console is not healthy: %w", err)
	}
	if err := response.Body.Close(); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the console is not healthy: %s answers %s", url, response.Status)
	}
	fmt.Println("the console is healthy")
	return nil
}

// reachable returns an address to connect to for a console that listens on listen, which may be all
// addresses of the machine.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
