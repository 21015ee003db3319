package main

import (
	"io"
	"log/slog"
)

func newLogger(w io.Writer, settings *consoleSettings) *slog.Logger {
	options := &slog.HandlerOptions{Level: settings.logLevel}
	if settings.logJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
