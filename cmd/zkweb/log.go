package main

import (
	"errors"
	"io"
	"log/slog"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

func newLogger(w io.Writer, settings *consoleSettings) *slog.Logger {
	options := &slog.HandlerOptions{Level: settings.logLevel, ReplaceAttr: withSentence}
	if settings.logJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// withSentence puts the sentence for an error before its code and cause.
func withSentence(_ []string, attribute slog.Attr) slog.Attr {
	err, isError := attribute.Value.Any().(error)
	if known, ok := errors.AsType[*znode.Error](err); isError && ok && known.Code != "" {
		attribute.Value = slog.StringValue(words.English.Error(known) + " (" + err.Error() + ")")
	}
	return attribute
}
