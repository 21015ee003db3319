package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
)

// serve runs the console until ctx ends.
func serve(ctx context.Context, arguments []string) error {
	settings, err := readSettings(arguments)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	listener, err := listen(settings.listen)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGPIPE) // whoever read the log or the record's lines may end before the console does
	logger := newLogger(os.Stderr, settings)
	settings.warn(logger)
	console, err := newConsole(ctx, settings, logger)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	logger.Info("listening", "url", settings.front.scheme()+"://"+listener.Addr().String()+settings.basePath+"/")
	return console.run(ctx, listener)
}

func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("cannot listen on %s: another program does; end it or choose another address with --listen: %w", address, err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}
