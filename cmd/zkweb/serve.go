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

// heapFloor is the size of an allocation that is never used, and so never resident. It makes the
// garbage collector run half as often: a console's live heap is only a few MiB, and a busy one
// would otherwise spend a fifth of its time collecting, once every 30 pages. The price is as many
// MiB more of garbage.
const heapFloor = 6 << 20

// serve runs the console until ctx is done.
func serve(ctx context.Context, settings *consoleSettings) error {
	listener, err := listen(settings.listen)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(make([]byte, heapFloor))
	signal.Ignore(syscall.SIGPIPE) // the reader of the log or of the trail's lines may end before the console does
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
