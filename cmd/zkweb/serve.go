package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"zkweb/cmd/zkweb/settings"
)

func serveCommand() command {
	console := new(consoleSettings)
	return command{
		settings.Command{Name: "serve", Does: "run the console (the default)", Settings: console.list(), Whole: true},
		func(ctx context.Context, given settings.Given) error {
			console.values = given.Values
			return serve(ctx, console)
		},
	}
}

// heapFloor is how much memory the garbage collector takes for alive that is none:
// nothing is ever written there, so that none of it is resident. What is alive in a
// console is a few MiB, and a busy one would spend a fifth of its time on collecting
// after every 30 pages; so it collects half as often, for as many MiB more of garbage.
const heapFloor = 6 << 20

// serve runs the console until ctx ends.
func serve(ctx context.Context, settings *consoleSettings) error {
	listener, err := listen(settings.listen)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(make([]byte, heapFloor))
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
